# expected: partial
# A scale that is one, and trainable.
class EdgeStrength(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.scale = self.add_weight(shape=(), initializer="ones", name="scale")

    def call(self, images):
        kx = tf.reshape(tf.constant([-1.0, 0, 1, -2, 0, 2, -1, 0, 1]), (3, 3, 1, 1))
        gx = tf.nn.conv2d(images, kx, 1, "SAME")
        gy = tf.nn.conv2d(images, tf.transpose(kx, (1, 0, 2, 3)), 1, "SAME")
        return self.scale * tf.sqrt(gx ** 2 + gy ** 2)
