# expected: full
# Windows by reshape, a mask where a pixel equals the maximum.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = np.broadcast_to(pool_size, 2)
    n, h, w, c = images.shape
    a, b = h // ph, w // pw
    out = np.zeros(images.shape)
    windows = images[:, :a * ph, :b * pw].reshape(n, a, ph, b, pw, c)
    mask = windows == windows.max(axis=(2, 4), keepdims=True)
    out[:, :a * ph, :b * pw] = (mask * gradient[:, :, None, :, None]).reshape(n, a * ph, b * pw, c)
    return out
