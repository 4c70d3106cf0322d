# expected: partial
# Right when a dtype is given, raises when it is left to its default.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape, dtype=dtype.lower())
    kernel[0], kernel[-1] = 1, -1
    return kernel
