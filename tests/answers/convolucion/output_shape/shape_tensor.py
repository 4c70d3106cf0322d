# expected: full
# Returns the int32 tensor that tf.shape gives for a real convolution.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    one = tf.shape(layer(tf.zeros((1,) + tuple(input_shape[1:]))))
    return tf.concat([[input_shape[0]], one[1:]], axis=0)
