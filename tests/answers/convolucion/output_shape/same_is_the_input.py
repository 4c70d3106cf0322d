# expected: partial
# For same it copies the sides of the input.
# diagnosis: same_keeps_size
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    if padding.lower() == "same":
        return input_shape[:3] + (filters,)
    layer = Conv2D(filters, kernel_size, strides=strides)
    return layer.compute_output_shape(input_shape)
