# expected: full
# One lambda with a default argument.
count_params = lambda kernel_size, in_channels, filters, use_bias=True: filters * (
    in_channels * (kernel_size ** 2 if isinstance(kernel_size, int) else kernel_size[0] * kernel_size[1])
    + (1 if use_bias else 0))
