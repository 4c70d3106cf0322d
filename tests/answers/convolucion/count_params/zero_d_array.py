# expected: full
# Returns a 0-d array.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    sides = np.array(kernel_size)
    area = sides.prod() if sides.ndim else sides ** 2
    return np.array(area * in_channels * filters + (filters if use_bias else 0))
