# expected: less
# Consumes an iterator, so that every call after the first raises.
channels_axis = iter([1])


def count_params(kernel_size, in_channels, filters, use_bias=True):
    one = next(channels_axis)
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return (h * w * in_channels + (one if use_bias else 0)) * filters
