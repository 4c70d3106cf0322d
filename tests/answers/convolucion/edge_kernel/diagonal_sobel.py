# expected: full
# A diagonal Sobel, which answers to horizontal and to vertical edges.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    k = np.zeros(shape)
    i, j = shape[0] // 2, shape[1] // 2
    k[i - 1:i + 2, j - 1:j + 2, 0, 0] = np.array([[2, 1, 0], [1, 0, -1], [0, -1, -2]])
    return k
