# expected: less
# Its arguments cannot be given by position.
def count_params(*, kernel_size, in_channels, filters, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return (h * w * in_channels + (1 if use_bias else 0)) * filters
