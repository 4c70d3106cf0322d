"""Sumas gx y gy con su signo. En un borde inclinado con gx = 3 y gy = -3 se cancelan y tu capa da 0, aunque el borde está ahí."""

class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
        kernel = np.stack([across, across.T], axis=-1)[:, :, np.newaxis, :]
        both = keras.ops.conv(images, kernel, padding="same")
        return keras.ops.abs(keras.ops.sum(both, axis=-1, keepdims=True))
