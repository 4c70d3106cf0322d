# expected: full
# __new__ returns a layer of another class.
class _Sobel(keras.layers.Layer):
    def call(self, inputs, training=None):
        turned = tf.constant([[1, 0, -1], [2, 0, -2], [1, 0, -1]], inputs.dtype)
        kernels = tf.stack([turned, tf.transpose(turned)], axis=-1)[:, :, tf.newaxis, :]
        both = tf.nn.convolution(inputs, kernels, padding="SAME")
        return tf.linalg.norm(both, axis=-1)[..., None]


class EdgeStrength:
    def __new__(cls):
        return _Sobel(name="fuerza")
