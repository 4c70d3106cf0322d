# expected: zero
# Each number in a list of its own.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return [[n] for n in layer.compute_output_shape(input_shape)]
