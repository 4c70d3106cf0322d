# expected: partial
# Fails with a TypeError when the kernel size is a tuple.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    n = kernel_size ** 2 * in_channels * filters
    return n + filters if use_bias else n
