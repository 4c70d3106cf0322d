# expected: less
# Multiplies by an int kernel size once only.
# diagnosis: side_not_squared
def count_params(kernel_size, in_channels, filters, use_bias=True):
    area = kernel_size[0] * kernel_size[1] if isinstance(kernel_size, tuple) else kernel_size
    return (area * in_channels + (1 if use_bias else 0)) * filters
