# expected: zero
# The weights are written as text.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape, dtype=int)
    kernel[0], kernel[-1] = 1, -1
    return kernel.astype(str)
