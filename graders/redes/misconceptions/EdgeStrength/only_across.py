"""Solo mides el cambio de izquierda a derecha. Sobre un borde horizontal tu capa da 0, y la fuerza debe notarse en cualquier dirección."""

class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
        kernel = np.stack([across, across.T], axis=-1)[:, :, np.newaxis, :]
        both = keras.ops.conv(images, kernel, padding="same")
        return keras.ops.abs(both[..., :1])
