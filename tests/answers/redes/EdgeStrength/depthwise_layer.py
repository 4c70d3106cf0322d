# expected: full
# A DepthwiseConv2D with a depth multiplier of two.
class EdgeStrength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.sobel = keras.layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, use_bias=False)
        self.sobel.trainable = False
        self.sobel.build((None, None, None, 1))
        k = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]])
        self.sobel.set_weights([np.stack([k, k.T], -1)[:, :, np.newaxis]])

    def call(self, x):
        g = self.sobel(x)
        return tf.sqrt(tf.reduce_sum(g * g, axis=3, keepdims=True))
