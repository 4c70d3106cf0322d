# expected: less
# The minus signs are forgotten: all weights are positive.
# diagnosis: one_sign
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    i, j = shape[0] // 2, shape[1] // 2
    kernel[i - 1:i + 2, j - 1:j + 2, 0, 0] = [[1, 2, 1], [0, 0, 0], [1, 2, 1]]
    return kernel
