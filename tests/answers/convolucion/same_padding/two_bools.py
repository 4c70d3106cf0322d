# expected: zero
# Answers whether there are zeros instead of how many.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2 > 0, total - total // 2 > 0
