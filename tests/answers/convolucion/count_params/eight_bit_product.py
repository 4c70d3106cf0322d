# expected: less
# The product overflows in eight bits.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    h, w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    n = np.prod(np.array([h, w, in_channels, filters], dtype=np.uint8), dtype=np.uint8)
    return n + np.uint8(filters if use_bias else 0)
