# expected: less
# A list as default argument grows from call to call.
def same_padding(size, kernel_size, strides=1, pads=[]):
    total = max(kernel_size - (size % strides or strides), 0)
    pads += [total // 2, total - total // 2]
    return pads
