# expected: full
# tf.nn.conv2d with two constant kernels.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        sobel = tf.constant([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
        gx = tf.nn.conv2d(images, sobel[:, :, None, None], 1, "SAME")
        gy = tf.nn.conv2d(images, tf.transpose(sobel)[:, :, None, None], 1, "SAME")
        return tf.sqrt(gx ** 2 + gy ** 2)
