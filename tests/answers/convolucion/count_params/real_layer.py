# expected: full
# Asks a Keras layer that it builds.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    layer = Conv2D(filters, kernel_size, use_bias=use_bias)
    layer.build((None, None, None, in_channels))
    return layer.count_params()
