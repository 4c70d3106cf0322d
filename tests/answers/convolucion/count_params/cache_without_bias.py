# expected: less
# Its cache forgets that use_bias matters.
CACHE = {}


def count_params(kernel_size, in_channels, filters, use_bias=True):
    key = (kernel_size, in_channels, filters)
    if key not in CACHE:
        layer = Conv2D(filters, kernel_size, use_bias=use_bias)
        layer.build((None, None, None, in_channels))
        CACHE[key] = layer.count_params()
    return CACHE[key]
