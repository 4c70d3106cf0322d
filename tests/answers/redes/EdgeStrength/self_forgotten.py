# expected: zero
# call has no self.
class EdgeStrength(keras.layers.Layer):
    def call(images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
        return tf.abs(tf.nn.conv2d(images, kx, 1, "SAME"))
