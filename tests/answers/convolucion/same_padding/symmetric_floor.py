# expected: partial
# (kernel - 1) // 2 on each side, so the odd zero is lost.
# diagnosis: half_rounded_down
def same_padding(size, kernel_size, strides=1):
    p = (kernel_size - 1) // 2
    return p, p
