# expected: zero
# Asks Keras for a layer that it does not have.
class EdgeStrength(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.sobel = keras.layers.Sobel2D()

    def call(self, images):
        return self.sobel(images)
