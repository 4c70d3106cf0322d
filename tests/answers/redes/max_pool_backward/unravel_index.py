# expected: full
# argmax of each window and unravel_index.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size,) * 2 if isinstance(pool_size, int) else pool_size
    result = np.zeros_like(images)
    for (n, i, j, c), g in np.ndenumerate(gradient):
        window = images[n, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw, c]
        y, x = np.unravel_index(window.argmax(), window.shape)
        result[n, i * ph + y, j * pw + x, c] += g
    return result
