# expected: zero
# Prints the pair and returns None.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    print(total // 2, total - total // 2)
