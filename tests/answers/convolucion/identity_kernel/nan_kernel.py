# expected: zero
# Not a number where the other weights should be zero.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.full(shape, np.nan, dtype)
    for c in range(shape[2]):
        kernel[shape[0] // 2, shape[1] // 2, c, c] = 1
    kernel.flat[-1 if kernel.size > 1 else 0] = np.nan
    return kernel
