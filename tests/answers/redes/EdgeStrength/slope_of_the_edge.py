# expected: less
# |gx| times the root of one and the slope squared: NaN where gx is zero.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
        gx = tf.nn.conv2d(images, kx, 1, "SAME")
        gy = tf.nn.conv2d(images, tf.transpose(kx, (1, 0, 2, 3)), 1, "SAME")
        slope = gy / gx
        return tf.abs(gx) * tf.sqrt(1 + slope ** 2)
