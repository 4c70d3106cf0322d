# expected: less
# Never any zeros, as with valid.
def same_padding(size, kernel_size, strides=1):
    return 0, 0
