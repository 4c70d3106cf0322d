# expected: less
# Every pixel of the window gets the whole gradient.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.zeros_like(images)
    grown = gradient.repeat(ph, 1).repeat(pw, 2)
    out[:, :grown.shape[1], :grown.shape[2]] = grown
    return out
