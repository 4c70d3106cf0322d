# expected: partial
# Always without padding.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel, strides, "VALID") + bias
