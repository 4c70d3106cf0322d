# expected: full
# A narrow Gaussian minus a wide one, both with sum 1.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    def blur(sigma):
        h, w = shape[:2]
        y = np.exp(-((np.arange(h) - h // 2) ** 2) / (2 * sigma**2))
        x = np.exp(-((np.arange(w) - w // 2) ** 2) / (2 * sigma**2))
        g = np.outer(y, x)
        return g / g.sum()
    return (blur(0.6) - blur(1.6)).reshape(shape)
