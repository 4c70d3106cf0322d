# expected: partial
# Divides the zeros in exact halves, which have a fraction when the total is odd.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return total / 2, total / 2
