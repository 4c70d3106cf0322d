# expected: zero
# Integer kernels with float pictures: TensorFlow raises.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.constant([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])[:, :, None, None]
        gx = tf.nn.conv2d(images, kx, 1, "SAME")
        gy = tf.nn.conv2d(images, tf.transpose(kx, (1, 0, 2, 3)), 1, "SAME")
        return tf.sqrt(gx ** 2 + gy ** 2)
