# expected: less
# dtype cannot be left out.
def identity_kernel(shape, dtype):
    kernel = np.zeros(shape, dtype)
    kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    return kernel
