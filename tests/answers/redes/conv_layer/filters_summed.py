# expected: less
# Every filter gives the sum of all filters.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    out = tf.nn.conv2d(images, kernel, strides, padding.upper()) + bias
    return tf.reduce_sum(out, -1, keepdims=True) + tf.zeros_like(out)
