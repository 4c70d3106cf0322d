# expected: full
# Wraps the kernel in rings of zeros, recursively.
def wrap(kernel, h, w):
    if kernel.shape[0] < h:
        return wrap(np.pad(kernel, [(1, 1), (0, 0), (0, 0), (0, 0)]), h, w)
    if kernel.shape[1] < w:
        return wrap(np.pad(kernel, [(0, 0), (1, 1), (0, 0), (0, 0)]), h, w)
    return kernel


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return wrap(np.eye(shape[2], dtype=dtype or "float32")[None, None], shape[0], shape[1])
