# expected: zero
# The total as one number.
def same_padding(size, kernel_size, strides=1):
    return max(kernel_size - (size % strides or strides), 0)
