# expected: full
# A decorated tf.function under the real function.
@tf.function
def graph(x, k, b, strides, padding):
    return tf.nn.bias_add(tf.nn.conv2d(x, k, strides, padding), b)


def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    strides = [strides] * 2 if isinstance(strides, int) else list(strides)
    return graph(tf.constant(images), tf.constant(kernel), tf.constant(bias), strides, padding.upper())
