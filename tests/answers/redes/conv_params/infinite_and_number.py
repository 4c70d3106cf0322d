# expected: zero
# Infinity and a number.
conv_params = np.inf
answer_translation = 1
