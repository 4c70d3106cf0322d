# expected: less
# The windows move by one pixel, so that the gradient lands in the wrong windows.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.zeros(images.shape)
    for (n, i, j, c), g in np.ndenumerate(gradient):
        window = images[n, i:i + ph, j:j + pw, c]
        y, x = divmod(window.argmax(), pw)
        out[n, i + y, j + x, c] += g
    return out
