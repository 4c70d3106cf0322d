# expected: less
# A vertical Sobel with a trace of a horizontal one: the answer is below 1 % of the largest weight.
# diagnosis: vertical
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    sobel = np.outer([1, 0, -1], [1, 2, 1])
    kernel = np.zeros(shape)
    i, j = shape[0] // 2, shape[1] // 2
    kernel[i - 1:i + 2, j - 1:j + 2, 0, 0] = 1000 * sobel.T + 0.5 * sobel
    return kernel
