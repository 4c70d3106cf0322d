# expected: less
# A global keeps the kernel of the first call for all the others.
KERNEL = None


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    global KERNEL
    if KERNEL is None:
        KERNEL = np.zeros(shape, dtype)
        KERNEL[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    return KERNEL
