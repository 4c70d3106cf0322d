# expected: less
# strides and padding cannot be left out.
def output_shape(input_shape, filters, kernel_size, strides, padding):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return layer.compute_output_shape(input_shape)
