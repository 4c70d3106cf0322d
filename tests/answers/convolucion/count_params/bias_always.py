# expected: partial
# Counts the biases even when there are none.
# diagnosis: bias_always
def count_params(kernel_size, in_channels, filters, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return h * w * in_channels * filters + filters
