# expected: less
# The place inside the window is read as (column, row).
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.zeros(images.shape)
    for (n, i, j, c), g in np.ndenumerate(gradient):
        window = images[n, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw, c]
        x, y = np.unravel_index(window.argmax(), window.shape)
        out[n, min(i * ph + y, out.shape[1] - 1), min(j * pw + x, out.shape[2] - 1), c] = g
    return out
