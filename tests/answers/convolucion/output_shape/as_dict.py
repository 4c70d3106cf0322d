# expected: zero
# A dictionary of the four numbers.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    names = ["batch", "height", "width", "filters"]
    return dict(zip(names, layer.compute_output_shape(input_shape)))
