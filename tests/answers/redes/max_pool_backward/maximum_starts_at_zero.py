# expected: less
# The search starts with zero, so that windows of negative numbers lose their gradient.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    out = np.zeros(images.shape)
    for (n, i, j, c), g in np.ndenumerate(gradient):
        best, place = 0, None
        for y in range(i * ph, i * ph + ph):
            for x in range(j * pw, j * pw + pw):
                if images[n, y, x, c] > best:
                    best, place = images[n, y, x, c], (n, y, x, c)
        if place:
            out[place] = g
    return out
