# expected: less
# Turns RGB into BGR.
# diagnosis: colours_reversed
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])[::-1]
    return kernel
