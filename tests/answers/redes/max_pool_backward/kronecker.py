# expected: full
# np.kron with a block of ones does the enlarging.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    h, w = gradient.shape[1] * ph, gradient.shape[2] * pw
    ones = np.ones((1, ph, pw, 1), "float32")
    tops = np.kron(np.asarray(tf.nn.max_pool(images, pool_size, pool_size, "VALID")), ones)
    out = np.zeros_like(images)
    out[:, :h, :w] = (images[:, :h, :w] >= tops) * np.kron(gradient, ones)
    return out
