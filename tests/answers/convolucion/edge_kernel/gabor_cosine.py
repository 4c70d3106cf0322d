# expected: less
# A cosine under a Gaussian along the rows, whose sum is not zero.
# diagnosis: one_sign
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    y = np.linspace(-1, 1, shape[0])[:, None]
    x = np.linspace(-1, 1, shape[1])[None, :]
    return (np.cos(np.pi * y / 2) * np.exp(-x**2 - y**2)).reshape(shape)
