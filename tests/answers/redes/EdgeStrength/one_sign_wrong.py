# expected: less
# A sign is wrong in one corner of the first kernel.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, 1, 0, 1]), (3, 3, 1, 1))
        ky = tf.reshape(tf.constant([-1.0, -2, -1, 0, 0, 0, 1, 2, 1]), (3, 3, 1, 1))
        return tf.sqrt(tf.nn.conv2d(images, kx, 1, "SAME") ** 2 + tf.nn.conv2d(images, ky, 1, "SAME") ** 2)
