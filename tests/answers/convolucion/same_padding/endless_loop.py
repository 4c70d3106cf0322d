# expected: zero
# Never ends.
def same_padding(size, kernel_size, strides=1):
    total = 0
    while True:
        total += 1
    return total // 2, total - total // 2
