# expected: full
# Recursion over batch and channels down to single planes.
def plane(x, g, ph, pw):
    out = np.zeros_like(x)
    for i, row in enumerate(g):
        for j, value in enumerate(row):
            block = x[i * ph:(i + 1) * ph, j * pw:(j + 1) * pw]
            out[i * ph:(i + 1) * ph, j * pw:(j + 1) * pw][block == block.max()] = value
    return out


def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    def go(x, g):
        if x.ndim == 2:
            return plane(x, g, ph, pw)
        return np.stack([go(a, b) for a, b in zip(x, g)])
    return np.moveaxis(go(np.moveaxis(images, 3, 1), np.moveaxis(gradient, 3, 1)), 1, 3)
