# expected: full
# A functools.partial of a more general helper.
import functools


def shifted_kernel(dy, dx, shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    kernel[shape[0] // 2 + dy, shape[1] // 2 + dx, ...] = np.diag(np.ones(shape[2]))
    return kernel


identity_kernel = functools.partial(shifted_kernel, 0, 0)
