# expected: less
# Counts a depthwise separable convolution instead.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    layer = keras.layers.SeparableConv2D(filters, kernel_size, use_bias=use_bias)
    layer.build((None, 32, 32, in_channels))
    return layer.count_params()
