# expected: zero
# Calls itself without an end.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    return count_params((kernel_size, kernel_size), in_channels, filters, use_bias)
