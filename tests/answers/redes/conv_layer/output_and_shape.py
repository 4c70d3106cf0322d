# expected: zero
# A pair of the output and its shape.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias
    return out, out.shape
