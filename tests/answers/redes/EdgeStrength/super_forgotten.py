# expected: zero
# __init__ does not call the parent's.
class EdgeStrength(keras.layers.Layer):
    def __init__(self):
        self.kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))

    def call(self, images):
        gx = tf.nn.conv2d(images, self.kx, 1, "SAME")
        gy = tf.nn.conv2d(images, tf.transpose(self.kx, (1, 0, 2, 3)), 1, "SAME")
        return tf.sqrt(gx ** 2 + gy ** 2)
