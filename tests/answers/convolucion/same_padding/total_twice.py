# expected: less
# The total before, and once more after.
# diagnosis: total_on_each_side
def same_padding(size, kernel_size, strides=1):
    r = size % strides or strides
    return [max(kernel_size - r, 0)] * 2
