# expected: partial
# Takes the kernel for a square one and squares its height.
# diagnosis: always_square
def count_params(kernel_size, in_channels, filters, use_bias=True):
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    return (k ** 2 * in_channels + (1 if use_bias else 0)) * filters
