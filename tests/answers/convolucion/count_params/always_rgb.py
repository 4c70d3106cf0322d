# expected: less
# Always counts three input channels.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    layer = Conv2D(filters, kernel_size, use_bias=use_bias)
    layer.build((None, 300, 300, 3))
    return layer.count_params()
