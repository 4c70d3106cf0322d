# expected: zero
# The right function under another name.
def outputShape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    return Conv2D(filters, kernel_size, strides, padding).compute_output_shape(input_shape)
