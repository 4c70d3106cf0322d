# expected: full
# A sine under a Gaussian along the rows.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    y = (np.arange(shape[0]) - shape[0] // 2) / shape[0]
    x = (np.arange(shape[1]) - shape[1] // 2) / shape[1]
    wave = np.sin(2 * np.pi * y) * np.exp(-4 * y**2)
    kernel = wave[:, None] * np.exp(-4 * x**2)[None, :]
    return kernel.astype("float32")[:, :, None, None]
