# expected: less
# The sum of the biases is put into the picture instead of into the output.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images + np.sum(bias), kernel, strides, padding.upper())
