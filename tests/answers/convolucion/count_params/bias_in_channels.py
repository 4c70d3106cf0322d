# expected: partial
# As many biases as input channels instead of filters.
# diagnosis: bias_for_each_input
def count_params(kernel_size, in_channels, filters, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return h * w * in_channels * filters + (in_channels if use_bias else 0)
