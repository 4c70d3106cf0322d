# expected: full
# Returns a NumPy scalar made by np.prod.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    kernel = np.broadcast_to(kernel_size, 2)
    return np.int64(np.prod(kernel) * in_channels * filters + filters * int(use_bias))
