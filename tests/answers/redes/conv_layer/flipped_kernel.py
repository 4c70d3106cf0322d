# expected: less
# The kernel is turned round, as in the mathematical convolution.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel[::-1, ::-1], strides, padding.upper()) + bias
