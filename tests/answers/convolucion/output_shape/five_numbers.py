# expected: zero
# The channels of the picture and the filters, both.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    b, h, w, f = layer.compute_output_shape(input_shape)
    return b, h, w, input_shape[3], f
