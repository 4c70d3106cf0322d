# expected: zero
# Complex numbers without imaginary part.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return complex(total // 2), complex(total - total // 2)
