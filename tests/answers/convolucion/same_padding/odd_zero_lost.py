# expected: partial
# Half the zeros on each side, and the odd one is dropped.
# diagnosis: symmetric
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2, total // 2
