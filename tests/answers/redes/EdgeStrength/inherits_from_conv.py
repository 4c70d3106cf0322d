# expected: full
# A subclass of Conv2D that takes the root after the convolution.
class EdgeStrength(keras.layers.Conv2D):
    def __init__(self, **kwargs):
        column, row = np.array([[1], [2], [1]]), np.array([[-1, 0, 1]])
        pair = np.stack([column * row, (column * row).T], -1)[:, :, None]
        super().__init__(2, 3, padding="same", use_bias=False, trainable=False,
                         kernel_initializer=lambda shape, dtype=None: tf.constant(pair, dtype), **kwargs)

    def call(self, inputs):
        return tf.math.reduce_euclidean_norm(super().call(inputs), axis=-1, keepdims=True)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], 1)
