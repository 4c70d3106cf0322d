# expected: partial
# Has no return for same.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    if padding.lower() == "valid":
        return Conv2D(filters, kernel_size, strides).compute_output_shape(input_shape)
