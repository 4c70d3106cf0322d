# expected: less
# The centre is 0.999, which is not within 1e-5.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, "float64")
    kernel[shape[0] // 2, shape[1] // 2] = 0.999 * np.eye(shape[2])
    return kernel
