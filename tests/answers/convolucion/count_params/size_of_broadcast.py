# expected: full
# Reads the size of an array of the kernel's shape that takes no memory.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    kh, kw = np.ones(2, dtype=int) * kernel_size
    kernel = np.broadcast_to(0.0, (kh, kw, in_channels, filters))
    bias = np.broadcast_to(0.0, (filters if use_bias else 0,))
    return kernel.size + bias.size
