# expected: zero
# Infinity above and minus infinity below.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[0], kernel[-1] = np.inf, -np.inf
    return kernel
