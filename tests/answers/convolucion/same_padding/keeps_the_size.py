# expected: partial
# Pads so that the output is as large as the input, whatever the stride.
def same_padding(size, kernel_size, strides=1):
    total = (size - 1) * strides + kernel_size - size
    return total // 2, total - total // 2
