# expected: partial
# Never looks at the padding.
# diagnosis: padding_ignored
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    return Conv2D(filters, kernel_size, strides=strides).compute_output_shape(input_shape)
