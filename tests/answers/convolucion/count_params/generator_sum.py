# expected: full
# Adds up what an inner generator yields, one filter at a time.
def _per_filter(h, w, c, n, b):
    for _ in range(n):
        yield h * w * c
        if b:
            yield 1


def count_params(kernel_size, in_channels, filters, use_bias=True):
    if isinstance(kernel_size, int):
        h = w = kernel_size
    else:
        h, w = kernel_size
    return sum(_per_filter(h, w, in_channels, filters, use_bias))
