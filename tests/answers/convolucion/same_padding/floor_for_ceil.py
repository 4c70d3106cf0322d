# expected: partial
# Rounds the size of the output down.
# diagnosis: output_rounded_down
def same_padding(size, kernel_size, strides=1):
    out = size // strides
    total = max((out - 1) * strides + kernel_size - size, 0)
    return total // 2, total - total // 2
