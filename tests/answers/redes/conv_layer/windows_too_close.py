# expected: partial
# The output has the size of the stride, but the windows move by one pixel only.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias
    dense = tf.nn.conv2d(images, kernel, 1, padding.upper()) + bias
    return dense[:, :out.shape[1], :out.shape[2]]
