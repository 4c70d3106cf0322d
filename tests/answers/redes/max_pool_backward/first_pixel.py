# expected: less
# Always the upper left pixel of the window.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.zeros(images.shape)
    a, b = gradient.shape[1:3]
    out[:, :a * ph:ph, :b * pw:pw] = gradient
    return out
