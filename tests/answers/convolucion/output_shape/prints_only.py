# expected: zero
# Prints the shape and returns None.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    print(layer.compute_output_shape(input_shape))
