# expected: zero
# Returns NaN.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    return np.float32(0) / np.float32(0) if filters is None else float("nan")
