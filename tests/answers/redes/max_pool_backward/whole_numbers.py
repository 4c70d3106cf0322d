# expected: less
# The gradient is cut to whole numbers by an array of ints.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.zeros(images.shape, dtype=int)
    for (n, i, j, c), g in np.ndenumerate(gradient):
        window = images[n, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw, c]
        y, x = divmod(window.argmax(), pw)
        out[n, i * ph + y, j * pw + x, c] = g
    return out
