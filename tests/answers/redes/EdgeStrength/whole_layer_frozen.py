# expected: full
# The layer sets trainable to False for all that it holds.
class EdgeStrength(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        k = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], "float32").reshape(3, 3, 1, 1)
        self.gx = Conv2D(1, 3, padding="same", use_bias=False, kernel_initializer=lambda s, dtype=None: tf.constant(k))
        self.gy = Conv2D(1, 3, padding="same", use_bias=False,
                         kernel_initializer=lambda s, dtype=None: tf.constant(k.transpose(1, 0, 2, 3)))
        self.trainable = False

    def call(self, x):
        return tf.sqrt(tf.square(self.gx(x)) + tf.square(self.gy(x)))
