# expected: partial
# Writes three channels, however many there are.
# diagnosis: always_three_channels
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    for c in range(3):
        kernel[shape[0] // 2, shape[1] // 2, c, c] = 1
    return kernel
