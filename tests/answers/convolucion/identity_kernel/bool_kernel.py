# expected: zero
# An array of booleans.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype=bool)
    for c in range(shape[2]):
        kernel[shape[0] // 2, shape[1] // 2, c, c] = True
    return kernel
