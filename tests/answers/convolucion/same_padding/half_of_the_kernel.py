# expected: partial
# Half a kernel on each side, with a shift.
# diagnosis: half_kernel
def same_padding(size, kernel_size, strides=1):
    borde = kernel_size >> 1
    return (borde,) * 2
