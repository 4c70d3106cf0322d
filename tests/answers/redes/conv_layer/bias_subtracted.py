# expected: less
# The bias with the wrong sign.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel, strides, padding.upper()) - bias
