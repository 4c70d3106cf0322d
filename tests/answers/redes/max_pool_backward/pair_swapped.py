# expected: partial
# A pair is taken as (width, height).
def max_pool_backward(images, gradient, pool_size=2):
    if isinstance(pool_size, tuple):
        pool_size = pool_size[::-1]
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.zeros(images.shape)
    for n, i, j, c in np.ndindex(images.shape[0], images.shape[1] // ph, images.shape[2] // pw, images.shape[3]):
        block = images[n, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw, c]
        y, x = divmod(block.argmax(), pw)
        out[n, i * ph + y, j * pw + x, c] = gradient[n, i, j, c]
    return out
