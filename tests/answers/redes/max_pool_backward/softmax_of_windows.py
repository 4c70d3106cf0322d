# expected: full
# A softmax so sharp that it is one at the maximum and zero elsewhere: the ranks are what is compared.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.zeros(images.shape)
    for i in range(gradient.shape[1]):
        for j in range(gradient.shape[2]):
            block = images[:, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw].astype("float64")
            order = block.reshape(len(block), ph * pw, -1).argsort(axis=1).argsort(axis=1)
            weight = np.exp(1000.0 * (order - (ph * pw - 1)))
            weight = weight / weight.sum(axis=1, keepdims=True)
            out[:, i * ph:(i + 1) * ph, j * pw:(j + 1) * pw] = weight.reshape(block.shape) * gradient[:, i:i + 1, j:j + 1]
    return out
