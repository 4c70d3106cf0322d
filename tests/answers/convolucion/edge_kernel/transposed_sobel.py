# expected: less
# Answers only to vertical edges, in the middle of zeros.
# diagnosis: vertical
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape, dtype=dtype)
    i, j = shape[0] // 2, shape[1] // 2
    kernel[i - 1:i + 2, j - 1:j + 2, 0, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    return kernel
