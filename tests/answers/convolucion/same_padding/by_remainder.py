# expected: full
# The other way of writing the rule, by the remainder of the size.
def same_padding(size, kernel_size, strides=1):
    rest = size % strides
    total = kernel_size - (strides if rest == 0 else rest)
    if total < 0:
        total = 0
    return [total // 2, (total + 1) // 2]
