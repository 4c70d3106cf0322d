# expected: less
# One row of weights, so that only changes along a row are seen.
# diagnosis: vertical
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[shape[0] // 2, 0] = -1
    kernel[shape[0] // 2, -1] = 1
    return kernel
