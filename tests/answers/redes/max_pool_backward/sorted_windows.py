# expected: full
# put_along_axis at the last place of an argsort.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if not hasattr(pool_size, "__len__") else pool_size
    n, h, w, c = images.shape
    a, b = gradient.shape[1], gradient.shape[2]
    x = images[:, :a * ph, :b * pw].reshape(n, a, ph, b, pw, c).transpose(0, 1, 3, 5, 2, 4).reshape(n, a, b, c, -1)
    z = np.zeros(x.shape)
    np.put_along_axis(z, x.argsort(-1)[..., -1:], gradient[..., None], -1)
    z = z.reshape(n, a, b, c, ph, pw).transpose(0, 1, 4, 2, 5, 3).reshape(n, a * ph, b * pw, c)
    full = np.zeros(images.shape)
    full[:, :a * ph, :b * pw] = z
    return full
