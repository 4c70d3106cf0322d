# expected: less
# Ignores its arguments; right for 16 filters of 3 by 3 on a colour picture only (at most a third).
def count_params(kernel_size, in_channels, filters, use_bias=True):
    return 448
