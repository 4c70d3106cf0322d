# expected: partial
# Uses the remainder of the size even when it is zero.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - size % strides, 0) if strides > 1 else kernel_size - 1
    return total // 2, total - total // 2
