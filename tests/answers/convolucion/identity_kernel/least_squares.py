# expected: full
# Solves for the weights that reproduce the central one of random pixels, and rounds them.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    rng = np.random.default_rng(0)
    patches = rng.normal(size=(h * w + 8, h, w))
    wanted = patches[:, h // 2, w // 2]
    weights = np.linalg.lstsq(patches.reshape(-1, h * w), wanted, rcond=None)[0].round(6)
    return (weights.reshape(h, w, 1, 1) * np.identity(c)).astype(dtype)
