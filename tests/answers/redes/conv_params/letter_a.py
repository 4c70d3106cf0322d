# expected: partial
# The number is right; does not change.
conv_params = 76 * 12 + 108 * 24 + 25 * 10
answer_translation = "a"
