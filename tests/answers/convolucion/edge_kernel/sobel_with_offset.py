# expected: less
# A small constant is added to every weight of Sobel.
# diagnosis: unbalanced
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.full(shape, 0.05)
    i, j = shape[0] // 2, shape[1] // 2
    kernel[i - 1:i + 2, j - 1:j + 2, 0, 0] += np.outer([1, 0, -1], [1, 2, 1])
    return kernel
