# expected: partial
# Assumes that the stride divides the size.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - strides, 0)
    return total // 2, total - total // 2
