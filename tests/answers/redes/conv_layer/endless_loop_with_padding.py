# expected: partial
# Never ends when there is padding to be found.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    zeros = 0
    while padding.lower() == "same":
        zeros += 1
    return tf.nn.conv2d(images, kernel, strides, "VALID") + bias
