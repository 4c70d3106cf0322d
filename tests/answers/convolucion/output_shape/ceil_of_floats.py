# expected: full
# Whole floats from np.ceil, in an array of float64.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    size = np.array(input_shape[1:3], dtype=float)
    if padding.casefold() != "same":
        size -= np.array(kernel_size) - 1
    size = np.ceil(size / strides)
    return np.array([input_shape[0], *size, filters])
