# expected: less
# A global total is only computed once.
TOTAL = None


def same_padding(size, kernel_size, strides=1):
    global TOTAL
    if TOTAL is None:
        TOTAL = max(kernel_size - (size % strides or strides), 0)
    return TOTAL // 2, TOTAL - TOTAL // 2
