# expected: partial
# The number is right; the letter as bytes.
conv_params = 76 * 12 + 108 * 24 + 25 * 10
answer_translation = b"b"
