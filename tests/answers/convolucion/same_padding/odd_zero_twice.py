# expected: partial
# Half the zeros on each side, rounded up.
# diagnosis: symmetric_rounded_up
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return (total + 1) // 2, (total + 1) // 2
