# expected: full
# The derivative of a Gaussian along the rows, in float64.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    h, w = shape[0], shape[1]
    y, x = np.mgrid[-(h // 2):h // 2 + 1, -(w // 2):w // 2 + 1]
    sigma = min(h, w) / 4
    g = np.exp(-(x**2 + y**2) / (2 * sigma**2))
    return (-y * g).reshape(shape)
