# expected: zero
# The channels come first: (1, 1, height, width).
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros((shape[2], shape[3], shape[0], shape[1]))
    kernel[:, :, 0], kernel[:, :, -1] = 1, -1
    return kernel
