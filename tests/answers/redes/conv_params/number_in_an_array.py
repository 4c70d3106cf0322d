# expected: partial
# The letter is right; the number is in an array of one element.
conv_params = np.array([3754])
answer_translation = "b"
