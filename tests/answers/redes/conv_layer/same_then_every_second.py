# expected: partial
# "same" with stride 1 first, then every stride-th pixel, which begins at another place.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    dense = tf.nn.conv2d(images, kernel, 1, padding.upper()) + bias
    return dense[:, ::sh, ::sw]
