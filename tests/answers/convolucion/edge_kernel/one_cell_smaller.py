# expected: zero
# Off by one: a row and a column are missing.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros((shape[0] - 1, shape[1] - 1, 1, 1))
    kernel[0], kernel[-1] = 1, -1
    return kernel
