# expected: zero
# Calls itself with the same arguments.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return conv_layer(images, kernel, np.zeros_like(bias), strides, padding) + bias
