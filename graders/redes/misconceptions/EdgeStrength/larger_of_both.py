"""Te quedas con el mayor de los dos cambios. En un borde inclinado con gx = 3 y gy = 4 cuentan los dos, y la fuerza es 5 y no 4."""

class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
        kernel = np.stack([across, across.T], axis=-1)[:, :, np.newaxis, :]
        both = keras.ops.conv(images, kernel, padding="same")
        return keras.ops.max(keras.ops.abs(both), axis=-1, keepdims=True)
