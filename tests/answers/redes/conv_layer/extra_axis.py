# expected: zero
# An axis too many in front.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return np.array([tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias])
