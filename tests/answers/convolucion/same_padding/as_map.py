# expected: zero
# A map object instead of a tuple.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return map(int, [total // 2, total - total // 2])
