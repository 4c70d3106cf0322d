# expected: full
# A tuple of Python floats.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - 1.0 - (size - 1) % strides, 0.0)
    return total // 2, total - total // 2
