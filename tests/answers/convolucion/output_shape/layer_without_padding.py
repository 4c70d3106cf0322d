# expected: partial
# The layer is made without its padding.
# diagnosis: padding_ignored
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    return Conv2D(filters, kernel_size, strides).compute_output_shape(input_shape)
