# expected: full
# A loop over the channels writes the ones into zeros.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype=dtype)
    for c in range(shape[2]):
        kernel[shape[0] // 2, shape[1] // 2, c, c] = 1
    return kernel
