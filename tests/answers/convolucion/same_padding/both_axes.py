# expected: zero
# The pair twice, once for each axis.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    pads = (total // 2, total - total // 2)
    return pads, pads
