# expected: less
# A relu lets only one sign of each direction pass.
class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
        gx = tf.nn.relu(tf.nn.conv2d(images, kx, 1, "SAME"))
        gy = tf.nn.relu(tf.nn.conv2d(images, tf.transpose(kx, (1, 0, 2, 3)), 1, "SAME"))
        return tf.sqrt(gx ** 2 + gy ** 2)
