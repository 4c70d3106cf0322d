# expected: less
# Sobel of 3 by 3 whatever the shape asked for.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    return np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]], dtype=dtype).reshape(3, 3, 1, 1)
