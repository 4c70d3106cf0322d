# expected: zero
# Returns infinity.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    return np.inf
