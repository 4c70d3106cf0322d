# expected: less
# Returns the width before the height.
# diagnosis: sides_swapped
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, f = Conv2D(filters, kernel_size, strides=strides, padding=padding).compute_output_shape(input_shape)
    return b, w, h, f
