# expected: partial
# The odd zero comes at the beginning, as in other libraries.
# diagnosis: odd_zero_first
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return total - total // 2, total // 2
