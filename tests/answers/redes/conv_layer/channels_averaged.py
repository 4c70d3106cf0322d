# expected: less
# The channels are averaged instead of summed.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images, kernel, strides, padding.upper()) / images.shape[-1] + bias
