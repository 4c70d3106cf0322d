# expected: less
# Takes the kernel first, by position.
def same_padding(kernel_size, size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2, total - total // 2
