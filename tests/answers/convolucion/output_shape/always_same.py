# expected: partial
# Answers for same, whatever is asked.
# diagnosis: always_same
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    return Conv2D(filters, kernel_size, strides=strides, padding="same").compute_output_shape(input_shape)
