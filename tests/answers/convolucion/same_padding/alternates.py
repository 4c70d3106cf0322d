# expected: less
# The odd zero changes sides from one call to the next.
side = 0


def same_padding(size, kernel_size, strides=1):
    global side
    total = max(kernel_size - (size % strides or strides), 0)
    pads = total // 2, total - total // 2
    side = 1 - side
    return pads if side else pads[::-1]
