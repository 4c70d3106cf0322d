# expected: partial
# Returns NaN when there is no bias.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    bias = filters if use_bias else np.nan
    return h * w * in_channels * filters + bias
