# expected: partial
# The letter is right; the weights are multiplied by the pixels.
conv_params = 76 * 12 * 32 * 32 + 108 * 24 * 7 * 7 + 250
answer_translation = "b"
