# expected: less
# The filters stand on the second axis, as in PyTorch.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias
    return tf.transpose(out, (0, 3, 1, 2))
