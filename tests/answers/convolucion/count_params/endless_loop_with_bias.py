# expected: partial
# Right without a bias; with one it never ends, in three checks before the first that has none.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    high, wide = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    total = high * wide * in_channels * filters
    added = 0
    while use_bias and added < filters:
        added = 0
    return total
