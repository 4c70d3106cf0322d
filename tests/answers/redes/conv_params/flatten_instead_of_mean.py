# expected: partial
# The letter is right; the Dense gets every pixel.
conv_params = 76 * 12 + 108 * 24 + (7 * 7 * 24 + 1) * 10
answer_translation = "b"
