# expected: partial
# An axis of one pixel gets no zeros; all others are right.


def same_padding(size, kernel_size, strides=1):
    if size == 1:
        return 0, 0
    outputs = -(-size // strides)
    total = max((outputs - 1) * strides + kernel_size - size, 0)
    return total // 2, total - total // 2
