# expected: zero
# The pair as a string.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return f"({total // 2}, {total - total // 2})"
