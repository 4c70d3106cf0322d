# expected: partial
# Deals the zeros out one by one and begins in front.
# diagnosis: odd_zero_first
def same_padding(size, kernel_size, strides=1):
    total = max((-(-size // strides) - 1) * strides + kernel_size - size, 0)
    lados = [0, 0]
    for i in range(total):
        lados[i % 2] += 1
    return tuple(lados)
