# expected: partial
# The letter is right; the second convolution is taken to see three channels.
conv_params = 76 * 12 + 3 * 3 * 3 * 24 + 250
answer_translation = "b"
