# expected: partial
# Not a number for same.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    if padding.lower() == "same":
        return input_shape[0], np.nan, np.nan, filters
    return Conv2D(filters, kernel_size, strides=strides).compute_output_shape(input_shape)
