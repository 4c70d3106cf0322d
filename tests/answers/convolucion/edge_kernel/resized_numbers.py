# expected: less
# np.resize repeats the nine numbers of Sobel until the shape is full.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    return np.resize(np.array([1.0, 2, 1, 0, 0, 0, -1, -2, -1]), shape)
