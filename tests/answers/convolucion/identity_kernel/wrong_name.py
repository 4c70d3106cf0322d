# expected: zero
# The right function under another name.
def kernel_identity(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape)
    kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    return kernel
