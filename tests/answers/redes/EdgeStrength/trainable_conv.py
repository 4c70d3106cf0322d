# expected: partial
# Right numbers, but the weights are trainable.
class EdgeStrength(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.conv = Conv2D(2, 3, padding="same", use_bias=False)
        self.conv.build((None, None, None, 1))
        k = np.outer([1, 2, 1], [-1, 0, 1])
        self.conv.set_weights([np.stack([k, k.T], -1)[:, :, None]])

    def call(self, images):
        return tf.norm(self.conv(images), axis=-1, keepdims=True)
