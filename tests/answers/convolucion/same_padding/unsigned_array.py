# expected: full
# Returns an unsigned array.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - ((size - 1) % strides + 1), 0)
    return np.array([total >> 1, (total >> 1) + (total & 1)], dtype=np.uint16)
