# expected: less
# strides cannot be left out.
def same_padding(size, kernel_size, strides):
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2, total - total // 2
