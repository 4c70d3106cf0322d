# expected: partial
# The number is right; changes altogether.
conv_params = 76 * 12 + 108 * 24 + 25 * 10
answer_translation = "c"
