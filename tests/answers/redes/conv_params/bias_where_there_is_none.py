# expected: partial
# The letter is right; a bias too many in the second convolution.
conv_params = (75 + 1) * 12 + (108 + 1) * 24 + (24 + 1) * 10
answer_translation = "b"
