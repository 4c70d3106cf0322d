# expected: less
# Computed with eight bits of precision.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
        x = tf.cast(tf.cast(images, tf.bfloat16), tf.float32)
        gx = tf.nn.conv2d(x, kx, 1, "SAME")
        gy = tf.nn.conv2d(x, tf.transpose(kx, (1, 0, 2, 3)), 1, "SAME")
        return tf.cast(tf.cast(tf.sqrt(gx ** 2 + gy ** 2), tf.bfloat16), tf.float32)
