# expected: partial
# The stride is always one.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel, 1, padding.upper()) + bias
