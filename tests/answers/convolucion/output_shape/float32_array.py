# expected: full
# Returns a float32 array.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return np.float32(layer.compute_output_shape(tuple(input_shape)))
