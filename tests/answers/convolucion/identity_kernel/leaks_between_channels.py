# expected: less
# A thousandth of each colour leaks into the others.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, "float64")
    kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2]) + 0.001
    return kernel
