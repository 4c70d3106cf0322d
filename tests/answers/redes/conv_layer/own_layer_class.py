# expected: full
# A Layer of one's own that keeps kernel and bias as weights.
class MyConv(keras.layers.Layer):
    def __init__(self, kernel, bias, strides, padding):
        super().__init__()
        self.w = self.add_weight(shape=kernel.shape, initializer="zeros")
        self.b = self.add_weight(shape=bias.shape, initializer="zeros")
        self.w.assign(kernel)
        self.b.assign(bias)
        self.options = dict(strides=strides, padding=padding.lower())

    def call(self, x):
        return keras.ops.conv(x, self.w, **self.options) + self.b


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return np.asarray(MyConv(kernel, bias, strides, padding)(images))
