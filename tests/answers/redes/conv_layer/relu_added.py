# expected: less
# A relu that nobody asked for.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.relu(tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias)
