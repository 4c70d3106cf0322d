# expected: full
# Scharr's weights by an outer product, padded with np.pad to the size asked for.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.outer([1, 0, -1], [3, 10, 3]) / 32
    dh, dw = (shape[0] - 3) // 2, (shape[1] - 3) // 2
    kernel = np.pad(kernel, ((dh, dh), (dw, dw)))
    return kernel[:, :, np.newaxis, np.newaxis]
