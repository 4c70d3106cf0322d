# expected: partial
# Forgets that there is no negative padding when the stride exceeds the kernel.
# diagnosis: negative
def same_padding(size, kernel_size, strides=1):
    out = -(-size // strides)
    total = (out - 1) * strides + kernel_size - size
    return total // 2, total - total // 2
