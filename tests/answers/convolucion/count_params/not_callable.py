# expected: zero
# The name is bound to a number instead of a function.
kernel_size, in_channels, filters = 3, 3, 16
count_params = kernel_size ** 2 * in_channels * filters + filters
