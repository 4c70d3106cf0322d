# expected: zero
# Each number in an array of one element.
def same_padding(size, kernel_size, strides=1):
    total = np.array([max(kernel_size - (size % strides or strides), 0)])
    return total // 2, total - total // 2
