# expected: partial
# The batch is always one.
# diagnosis: batch_of_one
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return layer(tf.zeros((1, *input_shape[1:]))).shape
