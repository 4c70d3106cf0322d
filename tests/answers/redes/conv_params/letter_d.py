# expected: partial
# The number is right; moves to the other side.
conv_params = 76 * 12 + 108 * 24 + 25 * 10
answer_translation = "d"
