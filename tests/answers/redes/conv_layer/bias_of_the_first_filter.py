# expected: less
# One bias for all filters.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias[0]
