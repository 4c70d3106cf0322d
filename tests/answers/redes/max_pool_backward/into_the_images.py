# expected: full
# Writes the answer into the images that it was given and returns them.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    a, b = gradient.shape[1:3]
    for i in range(a):
        for j in range(b):
            window = images[:, i * ph:i * ph + ph, j * pw:j * pw + pw]
            mask = window == window.max((1, 2), keepdims=True)
            window[:] = np.where(mask, gradient[:, i:i + 1, j:j + 1], 0)
    images[:, a * ph:] = 0
    images[:, :, b * pw:] = 0
    return images
