# expected: partial
# A reshape that raises when the pool does not divide the sides.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    n, h, w, c = images.shape
    windows = images.reshape(n, h // ph, ph, w // pw, pw, c)
    mask = windows == windows.max((2, 4), keepdims=True)
    return (mask * gradient[:, :, None, :, None, :]).reshape(images.shape)
