# expected: zero
# Each number as a string.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return str(total // 2), str(total - total // 2)
