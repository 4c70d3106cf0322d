# expected: partial
# "same" is left for later: it raises.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    if padding.lower() != "valid":
        raise ValueError("todavía no")
    return tf.nn.conv2d(images, kernel, strides, "VALID") + bias
