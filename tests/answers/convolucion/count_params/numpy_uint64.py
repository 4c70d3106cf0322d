# expected: full
# Returns an unsigned NumPy scalar.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size,) * 2
    return np.uint64((h * w * in_channels + bool(use_bias)) * filters)
