# expected: less
# Two filters that hope to be trained.
class EdgeStrength(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.conv = Conv2D(2, 3, padding="same")

    def call(self, images):
        return tf.norm(self.conv(images), axis=-1, keepdims=True)
