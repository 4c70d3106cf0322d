# expected: less
# Returns the shape of the picture, with no convolution at all.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    return input_shape
