# expected: partial
# Sides that the pool does not divide come back shorter.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    n, a, b, c = gradient.shape
    windows = images[:, :a * ph, :b * pw].reshape(n, a, ph, b, pw, c)
    mask = windows == windows.max((2, 4), keepdims=True)
    return (mask * gradient.reshape(n, a, 1, b, 1, c)).reshape(n, a * ph, b * pw, c)
