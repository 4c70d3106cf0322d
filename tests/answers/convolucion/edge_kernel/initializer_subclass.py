# expected: full
# An instance of a keras Initializer, which is called like a function.
class EdgeKernel(keras.initializers.Initializer):
    def __call__(self, shape=(3, 3, 1, 1), dtype=None):
        kernel = np.zeros(shape)
        centre = shape[0] // 2
        kernel[centre + 1] = 1.0
        kernel[centre - 1] = -1.0
        return keras.ops.convert_to_tensor(kernel, dtype=dtype)

edge_kernel = EdgeKernel()
