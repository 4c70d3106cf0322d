# expected: less
# The size before and after the padding.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return size, size + total
