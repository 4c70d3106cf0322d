# expected: less
# An initializer whose shape cannot be left out.
class IdentityKernel(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        kernel = np.zeros(shape, dtype)
        kernel[shape[0] // 2, shape[1] // 2] = np.eye(shape[2])
        return kernel


identity_kernel = IdentityKernel()
