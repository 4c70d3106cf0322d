# expected: less
# Scharr's kernels.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.reshape(tf.constant([-3.0, 0, 3, -10, 0, 10, -3, 0, 3]), (3, 3, 1, 1))
        g = [tf.nn.conv2d(images, k, 1, "SAME") for k in (kx, tf.transpose(kx, (1, 0, 2, 3)))]
        return tf.sqrt(g[0] ** 2 + g[1] ** 2)
