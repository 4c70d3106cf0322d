# expected: full
# Whole floats from np.floor and np.ceil in a float32 array.
def same_padding(size, kernel_size, strides=1):
    total = np.clip((np.ceil(size / strides) - 1) * strides + kernel_size - size, 0, None)
    return np.array([np.floor(total / 2), np.ceil(total / 2)], dtype=np.float32)
