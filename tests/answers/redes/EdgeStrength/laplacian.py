# expected: less
# The size of a Laplacian.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        k = tf.reshape(tf.constant([0.0, 1, 0, 1, -4, 1, 0, 1, 0]), (3, 3, 1, 1))
        return tf.abs(tf.nn.conv2d(images, k, 1, "SAME"))
