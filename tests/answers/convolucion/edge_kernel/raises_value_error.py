# expected: zero
# Raises on every call.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[:, :] = np.array([[1, 2, 1, 0], [0, 0, 0, 0], [-1, -2, -1, 0]])
    return kernel
