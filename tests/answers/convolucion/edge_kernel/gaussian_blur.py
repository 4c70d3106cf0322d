# expected: less
# A Gaussian, not its derivative.
# diagnosis: one_sign
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    y = np.arange(shape[0]) - shape[0] // 2
    x = np.arange(shape[1]) - shape[1] // 2
    return np.exp(-(y[:, None] ** 2 + x[None, :] ** 2) / 2).reshape(shape)
