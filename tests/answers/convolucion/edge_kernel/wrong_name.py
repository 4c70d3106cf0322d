# expected: zero
# The function has another name.
def kernel_edge(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[0], kernel[-1] = 1, -1
    return kernel
