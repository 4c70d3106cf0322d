# expected: zero
# The product of the four numbers instead of the numbers.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return int(np.prod(layer.compute_output_shape(input_shape)))
