# expected: full
# A tiny number under the root keeps the gradient finite and changes nothing else.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.reshape(tf.constant([-1, 0, 1, -2, 0, 2, -1, 0, 1], tf.float32), (3, 3, 1, 1))
        ky = tf.transpose(kx, (1, 0, 2, 3))
        gx = tf.nn.conv2d(images, kx, strides=1, padding="SAME")
        gy = tf.nn.conv2d(images, ky, strides=1, padding="SAME")
        return tf.sqrt(gx * gx + gy * gy + 1e-14)
