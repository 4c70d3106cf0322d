"""Devuelves los dos cambios, cada uno en su canal. La fuerza es un solo número por píxel: la salida tiene un canal, como la entrada."""

class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
        kernel = np.stack([across, across.T], axis=-1)[:, :, np.newaxis, :]
        both = keras.ops.conv(images, kernel, padding="same")
        return both
