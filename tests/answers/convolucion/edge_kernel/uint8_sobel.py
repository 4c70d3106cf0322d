# expected: less
# The negative weights wrap around in uint8 and become 255 and 254.
# diagnosis: one_sign
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape, dtype=np.int64)
    i, j = shape[0] // 2, shape[1] // 2
    kernel[i - 1:i + 2, j - 1:j + 2, 0, 0] = [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]
    return kernel.astype(np.uint8)
