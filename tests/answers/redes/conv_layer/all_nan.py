# expected: zero
# NaN everywhere, from zero divided by zero.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = tf.nn.conv2d(images, kernel, strides, padding.upper()).numpy() + bias
    zero = out * 0
    return out + zero / zero
