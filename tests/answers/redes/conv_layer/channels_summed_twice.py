# expected: less
# The picture's channels are summed before, and each kernel plane sees that sum.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    grey = images.sum(-1, keepdims=True).repeat(images.shape[-1], -1)
    return tf.nn.conv2d(grey, kernel, strides, padding.upper()) + bias
