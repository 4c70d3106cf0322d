# expected: partial
# A single bias for the whole layer.
# diagnosis: one_bias
def count_params(kernel_size, in_channels, filters, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return h * w * in_channels * filters + int(use_bias)
