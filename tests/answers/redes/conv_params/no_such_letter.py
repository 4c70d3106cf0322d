# expected: partial
# The number is right; a letter that is not offered.
conv_params = 76 * 12 + 108 * 24 + 25 * 10
answer_translation = "e"
