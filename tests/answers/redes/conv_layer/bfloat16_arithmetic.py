# expected: less
# Computed with eight bits of precision.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    x, k = tf.cast(images, tf.bfloat16), tf.cast(kernel, tf.bfloat16)
    out = tf.nn.conv2d(tf.cast(x, tf.float32), tf.cast(k, tf.float32), strides, padding.upper()) + bias
    return tf.cast(out, tf.bfloat16)
