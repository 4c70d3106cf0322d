# expected: full
# Laplacian of a Gaussian with its mean taken away.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    h, w = shape[0] // 2, shape[1] // 2
    y, x = np.ogrid[-h:h + 1, -w:w + 1]
    s2 = (min(shape[:2]) / 5) ** 2
    r2 = x * x + y * y
    log = (r2 - 2 * s2) / s2**2 * np.exp(-r2 / (2 * s2))
    log -= log.mean()
    return log[..., None, None]
