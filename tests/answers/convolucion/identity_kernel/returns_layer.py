# expected: zero
# Returns a Conv2D that has the kernel.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    def init(shape, dtype=None):
        kernel = np.zeros(shape, dtype)
        kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
        return kernel
    return Conv2D(shape[3], shape[:2], padding="same", use_bias=False, kernel_initializer=init)
