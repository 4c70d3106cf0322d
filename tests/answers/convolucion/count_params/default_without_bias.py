# expected: less
# The default of use_bias is False.
# diagnosis: default_without_bias
def count_params(kernel_size, in_channels, filters, use_bias=False):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return (h * w * in_channels + (1 if use_bias else 0)) * filters
