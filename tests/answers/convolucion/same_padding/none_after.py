# expected: zero
# The second number is None.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2, print(total - total // 2)
