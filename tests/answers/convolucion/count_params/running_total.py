# expected: less
# Adds to a global total, so that only the first call is right.
total = 0


def count_params(kernel_size, in_channels, filters, use_bias=True):
    global total
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    total += (h * w * in_channels + (1 if use_bias else 0)) * filters
    return total
