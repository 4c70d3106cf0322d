# expected: zero
# Never ends.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    while True:
        pass
