# expected: full
# Plain loops: the place of the largest value of each window.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    n, h, w, c = images.shape
    out = np.zeros((n, h, w, c), dtype="float32")
    for m in range(n):
        for k in range(c):
            for i in range(h // ph):
                for j in range(w // pw):
                    best, place = None, None
                    for y in range(i * ph, (i + 1) * ph):
                        for x in range(j * pw, (j + 1) * pw):
                            if best is None or images[m, y, x, k] > best:
                                best, place = images[m, y, x, k], (y, x)
                    out[m, place[0], place[1], k] = gradient[m, i, j, k]
    return out
