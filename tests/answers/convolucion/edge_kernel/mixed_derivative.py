# expected: less
# Four corners with alternating signs: blind to straight edges of either direction.
# diagnosis: corners
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[0, 0] = kernel[-1, -1] = 1
    kernel[0, -1] = kernel[-1, 0] = -1
    return kernel
