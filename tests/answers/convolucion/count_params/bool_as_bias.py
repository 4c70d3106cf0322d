# expected: partial
# Adds use_bias itself, which is one.
# diagnosis: one_bias
def count_params(kernel_size, in_channels, filters, use_bias=True):
    k = np.array(kernel_size) * np.ones(2)
    return np.int64(k[0] * k[1] * in_channels * filters) + use_bias
