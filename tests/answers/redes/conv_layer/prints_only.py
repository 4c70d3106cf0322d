# expected: zero
# Prints the output and returns None.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    print(tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias)
