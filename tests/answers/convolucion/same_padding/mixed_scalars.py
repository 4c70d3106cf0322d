# expected: full
# One 0-d array and one NumPy scalar in a list.
def same_padding(size, kernel_size, strides=1):
    total = max(-(-size // strides) * strides - strides + kernel_size - size, 0)
    return [np.array(total // 2), np.float64(total - total // 2)]
