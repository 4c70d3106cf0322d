# expected: zero
# The kernel is wrapped in a dictionary.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[0], kernel[-1] = 1, -1
    return {"kernel": kernel, "dtype": dtype}
