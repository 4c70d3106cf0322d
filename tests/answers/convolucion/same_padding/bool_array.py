# expected: zero
# An array of booleans.
def same_padding(size, kernel_size, strides=1):
    total = max(kernel_size - (size % strides or strides), 0)
    return np.array([total // 2, total - total // 2]).astype(bool)
