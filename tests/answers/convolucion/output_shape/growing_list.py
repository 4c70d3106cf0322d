# expected: less
# A list as default argument grows from call to call.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid", shape=[]):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    shape += layer.compute_output_shape(input_shape)
    return shape
