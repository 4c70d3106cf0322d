# expected: partial
# The number raises after the letter was set.
answer_translation = "b"
conv_params = 76 * 12 + 108 * 24 + dense_params
