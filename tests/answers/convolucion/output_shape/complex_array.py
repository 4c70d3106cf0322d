# expected: zero
# The right numbers in a complex array.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return np.array(layer.compute_output_shape(input_shape), dtype=np.complex64)
