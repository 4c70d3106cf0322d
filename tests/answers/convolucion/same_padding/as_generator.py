# expected: zero
# Yields the numbers one by one.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    yield total // 2
    yield total - total // 2
