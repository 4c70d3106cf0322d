# expected: zero
# Both numbers in one complex number.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2 + 1j * (total - total // 2)
