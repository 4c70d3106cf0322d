# expected: zero
# Takes the kernel size for a tuple and raises every time.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size[0] - (size % strides or strides), 0)
    return total // 2, total - total // 2
