# expected: partial
# Half of the total on each side, in an array.
# diagnosis: symmetric
def same_padding(size, kernel_size, strides=1):
    out = -(-size // strides)
    half = max(0, (out - 1) * strides + kernel_size - size) // 2
    return np.array([half, half])
