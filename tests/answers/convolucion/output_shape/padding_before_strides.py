# expected: partial
# The last two parameters are in the other order.
def output_shape(input_shape, filters, kernel_size, padding="valid", strides=1):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return layer.compute_output_shape(input_shape)
