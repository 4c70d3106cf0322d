# expected: zero
# A bias too many, and the wrong letter.
conv_params = 3778
answer_translation = "a"
