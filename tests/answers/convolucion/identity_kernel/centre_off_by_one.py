# expected: less
# The centre is computed for an even side.
# diagnosis: one_place_off
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    for c in range(shape[2]):
        kernel[shape[0] // 2 - 1, shape[1] // 2 - 1, c, c] = 1
    return kernel
