# expected: partial
# Believes that a kernel has no depth.
# diagnosis: channels_forgotten
def count_params(kernel_size, in_channels, filters, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    return (h * w + (1 if use_bias else 0)) * filters
