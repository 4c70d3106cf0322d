# expected: zero
# The right numbers, each as a string.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return [str(n) for n in layer.compute_output_shape(input_shape)]
