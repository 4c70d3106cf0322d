# expected: full
# The textbook formula, with an int or a tuple as kernel size.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    height, width = kernel_size
    weights = height * width * in_channels * filters
    return weights + filters if use_bias else weights
