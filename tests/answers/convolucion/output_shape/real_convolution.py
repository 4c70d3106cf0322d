# expected: full
# Convolves a picture of zeros and returns the TensorShape of the result.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, strides, padding, kernel_initializer="zeros")
    batch, h, w, c = input_shape
    y = layer(tf.zeros((1, h, w, c)))
    return tf.TensorShape([batch]).concatenate(y.shape[1:])
