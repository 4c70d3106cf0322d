# expected: less
# Only the first channel of the picture is seen.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    return tf.nn.conv2d(images[..., :1], kernel[:, :, :1], strides, padding.upper()) + bias
