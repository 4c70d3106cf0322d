# expected: full
# A tf.Variable that is not trainable, and a call that is a tf.function.
class EdgeStrength(keras.layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        a = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]], "float32")
        self.bank = tf.Variable(np.stack([a, a.T], -1)[:, :, None], trainable=False)

    @tf.function
    def call(self, x):
        g = tf.nn.conv2d(x, self.bank, [1, 1, 1, 1], "SAME")
        return tf.sqrt(tf.reduce_sum(tf.multiply(g, g), -1, keepdims=True))
