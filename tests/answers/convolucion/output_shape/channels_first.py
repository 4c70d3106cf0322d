# expected: less
# The filters come before the height and the width.
# diagnosis: channels_first
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    b, h, w, f = layer.compute_output_shape(input_shape)
    return b, f, h, w
