# expected: zero
# Asks the layer for an attribute that it does not have.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    layer.build(input_shape)
    return layer.output_shape
