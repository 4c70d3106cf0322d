# expected: full
# A lambda that returns a Sequential of a frozen convolution and a layer that takes the norm.
_k = np.zeros((3, 3, 1, 2), "float32")
_k[:, :, 0, 0] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
_k[:, :, 0, 1] = _k[:, :, 0, 0].T


class Norm(keras.layers.Layer):
    def call(self, x):
        return keras.ops.norm(x, axis=-1, keepdims=True)


EdgeStrength = lambda: keras.Sequential([
    Conv2D(2, 3, padding="same", use_bias=False, trainable=False,
           kernel_initializer=lambda shape, dtype=None: keras.ops.convert_to_tensor(_k)),
    Norm(),
])
