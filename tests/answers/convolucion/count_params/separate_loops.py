# expected: full
# Counts row by row and column by column with nested loops.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    kh, kw = kernel_size if hasattr(kernel_size, "__len__") else (kernel_size, kernel_size)
    n = 0
    for row in range(kh):
        for column in range(kw):
            n += in_channels
    n *= filters
    if use_bias:
        n += filters
    return n
