# expected: less
# Believes that every picture is square.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, side, _, c = input_shape
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return layer.compute_output_shape((b, side, side, c))
