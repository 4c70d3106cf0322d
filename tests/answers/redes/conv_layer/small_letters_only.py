# expected: partial
# Any other spelling than "same" in small letters is taken for "valid".
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel, strides, "SAME" if padding == "same" else "VALID") + bias
