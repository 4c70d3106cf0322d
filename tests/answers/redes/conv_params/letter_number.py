# expected: partial
# The number is right; the second answer as a number.
conv_params = 76 * 12 + 108 * 24 + 25 * 10
answer_translation = 2
