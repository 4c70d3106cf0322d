# expected: partial
# What is left over gets ones instead of zeros.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    n, a, b, c = gradient.shape
    windows = images[:, :a * ph, :b * pw].reshape(n, a, ph, b, pw, c)
    mask = windows == windows.max((2, 4), keepdims=True)
    inner = (mask * gradient.reshape(n, a, 1, b, 1, c)).reshape(n, a * ph, b * pw, c)
    out = np.ones(images.shape)
    out[:, :a * ph, :b * pw] = inner
    return out
