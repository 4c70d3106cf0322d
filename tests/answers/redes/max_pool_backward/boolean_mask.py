# expected: zero
# A mask of truth values.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    mask = np.zeros(images.shape, bool)
    for n, i, j, c in np.ndindex(*gradient.shape):
        window = images[n, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw, c]
        mask[n, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw, c] = window == window.max()
    return mask
