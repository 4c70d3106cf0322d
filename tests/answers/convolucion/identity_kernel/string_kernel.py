# expected: zero
# An array of strings.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype=int)
    kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    return kernel.astype(str)
