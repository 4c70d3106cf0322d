# expected: full
# Multiplies by halving and doubling, recursively.
def times(a, b):
    if a == 0:
        return 0
    return times(a // 2, b + b) + (b if a % 2 else 0)


def count_params(kernel_size, in_channels, filters, use_bias=True):
    if type(kernel_size) is int:
        return count_params((kernel_size, kernel_size), in_channels, filters, use_bias)
    return times(filters, times(in_channels, times(*kernel_size))) + (filters if use_bias else 0)
