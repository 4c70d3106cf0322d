# expected: full
# An instance with __call__ that keeps its layers by their settings and gives them new weights.
class ConvLayer:
    def __init__(self):
        self.layers = {}

    def __call__(self, images, kernel, bias, strides=1, padding="valid"):
        key = (kernel.shape, str(strides), padding, images.shape[-1])
        if key not in self.layers:
            self.layers[key] = Conv2D(kernel.shape[3], kernel.shape[:2], strides=strides, padding=padding)
            self.layers[key].build((None, None, None, images.shape[-1]))
        layer = self.layers[key]
        layer.kernel.assign(kernel)
        layer.bias.assign(bias)
        return layer(images)


conv_layer = ConvLayer()
