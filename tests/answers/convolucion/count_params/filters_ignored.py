# expected: less
# Counts the weights of one filter only, with all the biases.
# diagnosis: one_filter_many_biases
def count_params(kernel_size, in_channels, filters, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return h * w * in_channels + (filters if use_bias else 0)
