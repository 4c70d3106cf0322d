# expected: less
# A list as default argument keeps the sizes of earlier calls.
def count_params(kernel_size, in_channels, filters, use_bias=True, sides=[]):
    sides.extend(kernel_size if isinstance(kernel_size, tuple) else [kernel_size, kernel_size])
    return (np.prod(sides) * in_channels + (1 if use_bias else 0)) * filters
