# expected: full
# Sobel of any size out of binomial coefficients, by repeated np.convolve.
def binomial(n):
    row = np.array([1])
    for _ in range(n - 1):
        row = np.convolve(row, [1, 1])
    return row

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    derivative = np.convolve(binomial(shape[0] - 2), [1, 0, -1])
    return np.outer(derivative, binomial(shape[1])).reshape(shape)
