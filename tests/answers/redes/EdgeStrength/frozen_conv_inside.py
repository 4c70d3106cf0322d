# expected: full
# A Conv2D with two filters inside, not trainable, filled at once.
class EdgeStrength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.conv = Conv2D(2, 3, padding="same", use_bias=False, trainable=False)
        self.conv.build((None, None, None, 1))
        sobel = np.outer([1, 2, 1], [-1, 0, 1])
        self.conv.set_weights([np.dstack([sobel, sobel.T]).reshape(3, 3, 1, 2)])

    def call(self, images):
        return tf.norm(self.conv(images), axis=-1, keepdims=True)
