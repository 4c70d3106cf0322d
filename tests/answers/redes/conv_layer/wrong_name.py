# expected: zero
# The right function under another name.
def conv2d_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias
