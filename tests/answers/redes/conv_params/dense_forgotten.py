# expected: partial
# The letter is right; only the convolutions are counted.
conv_params = 912 + 2592
answer_translation = "b"
