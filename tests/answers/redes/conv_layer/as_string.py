# expected: zero
# The array as text.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return str(tf.nn.conv2d(images, kernel, strides, padding.upper()).numpy() + bias)
