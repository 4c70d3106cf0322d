# expected: partial
# Fails with a TypeError when the kernel size is an int.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = kernel_size
    return (height * width * in_channels + (1 if use_bias else 0)) * filters
