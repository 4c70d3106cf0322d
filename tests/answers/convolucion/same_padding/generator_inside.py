# expected: full
# A list from a generator function.
def _both(total):
    yield total // 2
    yield total - total // 2


def same_padding(size, kernel_size, strides=1):
    last = (size - 1) // strides * strides
    return list(_both(max(last + kernel_size - size, 0)))
