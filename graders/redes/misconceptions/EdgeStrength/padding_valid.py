"""Convolucionas sin relleno. La salida debe medir lo mismo que la imagen, y la tuya pierde una fila y una columna a cada lado."""

class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
        kernel = np.stack([across, across.T], axis=-1)[:, :, np.newaxis, :]
        both = keras.ops.conv(images, kernel, padding="valid")
        return keras.ops.sqrt(keras.ops.sum(both**2, axis=-1, keepdims=True))
