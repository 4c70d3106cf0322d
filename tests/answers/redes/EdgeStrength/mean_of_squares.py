# expected: less
# The root of the mean of the squares, not of their sum.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
        g = tf.concat([tf.nn.conv2d(images, kx, 1, "SAME"),
                       tf.nn.conv2d(images, tf.transpose(kx, (1, 0, 2, 3)), 1, "SAME")], axis=-1)
        return tf.sqrt(tf.reduce_mean(g ** 2, axis=-1, keepdims=True))
