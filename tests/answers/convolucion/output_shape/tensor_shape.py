# expected: full
# Returns a tf.TensorShape.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return tf.TensorShape(layer.compute_output_shape(input_shape))
