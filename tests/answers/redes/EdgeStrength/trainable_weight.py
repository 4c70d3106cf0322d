# expected: partial
# Right numbers, but add_weight without trainable=False.
class EdgeStrength(keras.layers.Layer):
    def build(self, input_shape):
        k = np.outer([1, 2, 1], [-1, 0, 1])
        pair = np.stack([k, k.T], -1)[:, :, None]
        self.kernel = self.add_weight(shape=(3, 3, 1, 2), initializer=lambda shape, dtype=None: tf.constant(pair, dtype))

    def call(self, images):
        g = tf.nn.conv2d(images, self.kernel, 1, "SAME")
        return tf.sqrt(tf.reduce_sum(g ** 2, axis=-1, keepdims=True))
