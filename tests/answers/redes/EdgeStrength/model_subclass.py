# expected: full
# A subclass of keras.Model, which is a Layer, too.
class EdgeStrength(keras.Model):
    def __init__(self):
        super().__init__()
        self.pad = keras.layers.ZeroPadding2D(1)
        self.conv = Conv2D(2, 3, use_bias=False, trainable=False)
        self.conv.build((None, None, None, 1))
        kernel = np.zeros((3, 3, 1, 2))
        kernel[0, :, 0, 0] = kernel[:, 0, 0, 1] = [1, 2, 1]
        kernel[2, :, 0, 0] = kernel[:, 2, 0, 1] = [-1, -2, -1]
        self.conv.kernel.assign(kernel)

    def call(self, x):
        g = self.conv(self.pad(x))
        return tf.sqrt(g[..., :1] ** 2 + g[..., 1:] ** 2)
