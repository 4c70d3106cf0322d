# expected: partial
# No bias, and a tuple makes it raise.
# diagnosis: bias_forgotten
def count_params(kernel_size, in_channels, filters, use_bias=True):
    pesos = kernel_size ** 2 * in_channels * filters
    return pesos
