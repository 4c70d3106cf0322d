# expected: full
# The modulus of gx + i gy.
class EdgeStrength(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.kx = tf.constant([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], tf.float32)[..., tf.newaxis, tf.newaxis]

    def call(self, images):
        gx = tf.nn.conv2d(images, self.kx, 1, "SAME")
        gy = tf.nn.conv2d(images, tf.transpose(self.kx, (1, 0, 2, 3)), 1, "SAME")
        return tf.abs(tf.complex(gx, gy))
