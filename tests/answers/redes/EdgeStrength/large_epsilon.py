# expected: less
# A number under the root that is far too large.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
        gx = tf.nn.conv2d(images, kx, 1, "SAME")
        gy = tf.nn.conv2d(images, tf.transpose(kx, (1, 0, 2, 3)), 1, "SAME")
        return tf.sqrt(gx ** 2 + gy ** 2 + 0.01)
