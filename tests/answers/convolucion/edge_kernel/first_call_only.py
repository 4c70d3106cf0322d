# expected: less
# A kernel kept in a global loses its signs after the first call.
SOBEL = np.array([[1.0, 2, 1], [0, 0, 0], [-1, -2, -1]])

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    i, j = shape[0] // 2, shape[1] // 2
    kernel[i - 1:i + 2, j - 1:j + 2, 0, 0] = SOBEL
    np.abs(SOBEL, out=SOBEL)
    return kernel
