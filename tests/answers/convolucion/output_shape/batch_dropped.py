# expected: zero
# Three numbers, without the batch.
# diagnosis: batch_left_out
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return layer.compute_output_shape(input_shape)[1:]
