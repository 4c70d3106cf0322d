# expected: partial
# Counts the weights with NumPy, as a float, and no bias.
# diagnosis: bias_forgotten
def count_params(kernel_size, in_channels, filters, use_bias=True):
    return float(np.prod(np.broadcast_to(kernel_size, 2)) * in_channels * filters)
