# expected: less
# The last row and the last column of the output are lost.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias
    return out[:, :-1, :-1]
