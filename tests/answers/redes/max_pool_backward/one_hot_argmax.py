# expected: full
# keras.ops: the argmax of each window as one-hot, times the gradient.
def max_pool_backward(images, gradient, pool_size=2):
    ops = keras.ops
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    n, h, w, c = images.shape
    a, b = h // ph, w // pw
    x = ops.reshape(images[:, :a * ph, :b * pw], (n, a, ph, b, pw, c))
    x = ops.reshape(ops.transpose(x, (0, 1, 3, 5, 2, 4)), (n, a, b, c, ph * pw))
    hot = ops.one_hot(ops.argmax(x, axis=-1), ph * pw) * gradient[..., None]
    back = ops.transpose(ops.reshape(hot, (n, a, b, c, ph, pw)), (0, 1, 4, 2, 5, 3))
    return ops.pad(ops.reshape(back, (n, a * ph, b * pw, c)), ((0, 0), (0, h - a * ph), (0, w - b * pw), (0, 0)))
