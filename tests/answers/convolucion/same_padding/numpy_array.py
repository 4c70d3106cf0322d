# expected: full
# Returns an int64 array.
def same_padding(size, kernel_size, strides=1):
    out = -(-size // strides)
    total = np.maximum((out - 1) * strides + kernel_size - size, 0)
    return np.array([total, total + 1]) // 2
