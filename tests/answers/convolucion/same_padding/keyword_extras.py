# expected: full
# More keyword arguments than are asked for.
def same_padding(size, kernel_size, strides=1, *, dilation_rate=1, **options):
    k = dilation_rate * (kernel_size - 1) + 1
    total = max((-(-size // strides) - 1) * strides + k - size, 0)
    return divmod(total, 2)[0], sum(divmod(total, 2))
