# expected: full
# Returns an int64 array, computed for both axes at once.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    size = np.asarray(input_shape[1:3])
    kernel = np.broadcast_to(kernel_size, 2)
    stride = np.broadcast_to(strides, 2)
    lost = kernel - 1 if padding.lower() == "valid" else 0
    out = (size - lost + stride - 1) // stride
    return np.concatenate([[input_shape[0]], out, [filters]])
