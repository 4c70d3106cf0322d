# expected: partial
# Half the kernel on each side, whatever the size and the stride.
def same_padding(size, kernel_size, strides=1):
    return kernel_size // 2, kernel_size // 2
