# expected: zero
# Asks a layer that is not built, which raises.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    return Conv2D(filters, kernel_size, use_bias=use_bias).count_params()
