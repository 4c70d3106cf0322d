# expected: full
# Weights that are not trainable, made in build.
class EdgeStrength(keras.layers.Layer):
    def build(self, input_shape):
        kx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype="float32")
        kernel = np.stack([kx, kx.T], axis=-1)[:, :, None, :]
        self.kernel = self.add_weight(shape=(3, 3, 1, 2), trainable=False, name="sobel",
                                      initializer=lambda shape, dtype=None: tf.constant(kernel, dtype))
        super().build(input_shape)

    def call(self, inputs):
        g = keras.ops.conv(inputs, self.kernel, padding="same")
        return keras.ops.sqrt(keras.ops.sum(keras.ops.square(g), axis=-1, keepdims=True))
