# expected: zero
# The right kernel with an axis too many in front.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros((1,) + tuple(shape))
    kernel[0, shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
    return kernel
