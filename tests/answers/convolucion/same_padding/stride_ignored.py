# expected: partial
# Right for a stride of one only.
def same_padding(size, kernel_size, strides=1):
    total = kernel_size - 1
    return total // 2, total - total // 2
