# expected: less
# Adds to a global kernel, so that only the first call of a shape is right.
kernels = {}


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = kernels.setdefault(tuple(shape), np.zeros(shape))
    for c in range(shape[2]):
        kernel[shape[0] // 2, shape[1] // 2, c, c] += 1
    return kernel
