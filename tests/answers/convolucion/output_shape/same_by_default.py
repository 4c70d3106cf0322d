# expected: less
# The default of padding is same.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="same"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return layer.compute_output_shape(input_shape)
