# expected: partial
# The first stride of a pair is used on both axes.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    s = strides if isinstance(strides, int) else strides[0]
    return tf.nn.conv2d(images, kernel, s, padding.upper()) + bias
