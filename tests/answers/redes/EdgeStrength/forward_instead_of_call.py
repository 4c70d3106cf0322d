# expected: zero
# The method is called forward, as in PyTorch.
class EdgeStrength(keras.layers.Layer):
    def forward(self, images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
        gx = tf.nn.conv2d(images, kx, 1, "SAME")
        gy = tf.nn.conv2d(images, tf.transpose(kx, (1, 0, 2, 3)), 1, "SAME")
        return tf.sqrt(gx ** 2 + gy ** 2)
