# expected: full
# Remembers its answers in a global dictionary.
TABLE = {}


def count_params(kernel_size, in_channels, filters, use_bias=True):
    key = (kernel_size, in_channels, filters, bool(use_bias))
    if key not in TABLE:
        kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
        TABLE[key] = np.float64(kh * kw * in_channels * filters + filters * key[-1])
    return TABLE[key]
