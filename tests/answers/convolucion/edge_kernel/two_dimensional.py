# expected: zero
# The two axes of channels are missing.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape[:2])
    kernel[0], kernel[-1] = 1, -1
    return kernel
