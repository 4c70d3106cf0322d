# expected: less
# One maximum for all channels of a window.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.zeros(images.shape)
    for i in range(gradient.shape[1]):
        for j in range(gradient.shape[2]):
            window = images[:, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw]
            mask = window == window.max((1, 2, 3), keepdims=True)
            out[:, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw] = mask * gradient[:, i:i + 1, j:j + 1]
    return out
