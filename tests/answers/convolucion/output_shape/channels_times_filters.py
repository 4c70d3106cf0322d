# expected: less
# Multiplies the channels by the filters, as a depthwise convolution does.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters * input_shape[3], kernel_size, strides=strides, padding=padding)
    return layer.compute_output_shape(input_shape)
