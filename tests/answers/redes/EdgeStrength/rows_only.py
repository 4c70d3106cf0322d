# expected: less
# Only gy.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        ky = tf.reshape(tf.constant([-1.0, -2, -1, 0, 0, 0, 1, 2, 1]), (3, 3, 1, 1))
        return tf.sqrt(tf.nn.conv2d(images, ky, 1, "SAME") ** 2)
