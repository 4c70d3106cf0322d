# expected: zero
# The right tuple as a string.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return str(layer.compute_output_shape(input_shape))
