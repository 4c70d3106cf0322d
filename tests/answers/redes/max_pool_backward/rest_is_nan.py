# expected: partial
# What is left over is NaN.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.full(images.shape, np.nan)
    for (n, i, j, c), g in np.ndenumerate(gradient):
        window = images[n, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw, c]
        out[n, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw, c] = g * (window == window.max())
    return out
