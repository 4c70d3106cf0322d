# expected: full
# The layer computes in float64.
class EdgeStrength(keras.layers.Layer):
    def __init__(self):
        super().__init__(dtype="float64")
        self.kx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype="float64")

    def call(self, x):
        x = tf.cast(x, tf.float64)
        gx = tf.nn.conv2d(x, self.kx[:, :, None, None], 1, "SAME")
        gy = tf.nn.conv2d(x, self.kx.T[:, :, None, None], 1, "SAME")
        return tf.sqrt(gx * gx + gy * gy)
