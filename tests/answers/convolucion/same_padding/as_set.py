# expected: zero
# A set, which has no order and may lose a number.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return {total // 2, total - total // 2}
