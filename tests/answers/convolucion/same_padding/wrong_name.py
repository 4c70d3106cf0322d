# expected: zero
# The right function under another name.
def samePadding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2, total - total // 2
