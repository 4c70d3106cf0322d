# expected: less
# The second difference along the columns, blind to horizontal edges.
# diagnosis: vertical
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    c = shape[1] // 2
    kernel[:, c - 1:c + 2, 0, 0] = [1, -2, 1]
    return kernel
