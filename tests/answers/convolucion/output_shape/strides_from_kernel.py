# expected: less
# Without strides it moves by a whole kernel, as pooling does.
def output_shape(input_shape, filters, kernel_size, strides=None, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides or kernel_size, padding=padding)
    return layer.compute_output_shape(input_shape)
