# expected: less
# strides and padding must be given.
def conv_layer(images, kernel, bias, strides, padding):
    return tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias
