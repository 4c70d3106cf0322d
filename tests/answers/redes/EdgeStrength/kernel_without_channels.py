# expected: zero
# The kernels have two axes only: tf.nn.conv2d raises.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.constant([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
        return tf.sqrt(tf.nn.conv2d(images, kx, 1, "SAME") ** 2 + tf.nn.conv2d(images, tf.transpose(kx), 1, "SAME") ** 2)
