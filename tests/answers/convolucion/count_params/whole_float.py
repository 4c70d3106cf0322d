# expected: full
# Returns a Python float with a whole value.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    try:
        h, w = kernel_size
    except TypeError:
        h = w = kernel_size
    return float((h * w * in_channels + (1.0 if use_bias else 0.0)) * filters)
