# expected: less
# Takes filters second and in_channels third, by position.
# diagnosis: arguments_swapped
def count_params(kernel_size, filters, in_channels, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return (h * w * in_channels + (1 if use_bias else 0)) * filters
