# expected: less
# The default of strides is two.
def same_padding(size, kernel_size, strides=2):
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2, total - total // 2
