# expected: zero
# A complex number, and the wrong letter.
conv_params = 3754 + 0j
answer_translation = "a"
