# expected: partial
# The letter is right; one number for each layer.
conv_params = (912, 2592, 250)
answer_translation = "b"
