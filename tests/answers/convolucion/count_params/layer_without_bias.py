# expected: partial
# Asks a real layer that was made without bias, whatever use_bias says.
# diagnosis: bias_forgotten
def count_params(kernel_size, in_channels, filters, use_bias=True):
    layer = Conv2D(filters, kernel_size, use_bias=False)
    layer.build((None, 32, 32, in_channels))
    return layer.count_params()
