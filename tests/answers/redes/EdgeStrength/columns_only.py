# expected: less
# Only gx.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
        return tf.abs(tf.nn.conv2d(images, kx, 1, "SAME"))
