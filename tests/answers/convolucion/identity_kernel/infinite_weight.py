# expected: zero
# One of the weights is infinite.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape)
    kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    kernel[0, 0, 0, 0] = np.inf
    return kernel
