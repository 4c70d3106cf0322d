"""Guardas los kernels de Sobel en pesos que se entrenan. Dentro de una red, el primer ajuste del entrenamiento los cambia, y ya no son los de Sobel."""

class EdgeStrength(keras.layers.Layer):
    def build(self, input_shape):
        across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
        kernel = np.stack([across, across.T], axis=-1)[:, :, np.newaxis, :]
        self.kernel = self.add_weight(shape=kernel.shape, trainable=True)
        self.kernel.assign(kernel)

    def call(self, images):
        both = keras.ops.conv(images, self.kernel, padding="same")
        return keras.ops.sqrt(keras.ops.sum(both**2, axis=-1, keepdims=True))
