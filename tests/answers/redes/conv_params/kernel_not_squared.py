# expected: partial
# The letter is right; the sides of the kernels are not squared.
conv_params = (5 * 3 + 1) * 12 + 3 * 12 * 24 + 250
answer_translation = "b"
