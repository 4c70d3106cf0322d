# expected: zero
# The name is the initializer class, so that a call makes an object and no kernel.
class identity_kernel(keras.initializers.Initializer):
    def __init__(self, shape=(5, 5, 3, 3), dtype=None):
        self.shape, self.dtype = shape, dtype

    def __call__(self, shape, dtype=None):
        kernel = np.zeros(shape, dtype)
        kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
        return kernel
