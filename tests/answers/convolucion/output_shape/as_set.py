# expected: zero
# A set, which has no order.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return set(layer.compute_output_shape(input_shape))
