# expected: partial
# Takes an int only.
def max_pool_backward(images, gradient, pool_size=2):
    p = int(pool_size)
    n, h, w, c = images.shape
    out = np.zeros_like(images)
    for i in range(h // p):
        for j in range(w // p):
            block = images[:, i * p:(i + 1) * p, j * p:(j + 1) * p]
            out[:, i * p:(i + 1) * p, j * p:(j + 1) * p] = (block == block.max((1, 2), keepdims=True)) * gradient[:, i:i + 1, j:j + 1]
    return out
