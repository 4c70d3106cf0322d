# expected: full
# tf.nn.conv2d, returned as a tensor.
def convolve(image, kernel):
    x = tf.cast(image, tf.float32)[tf.newaxis, :, :, tf.newaxis]
    k = tf.cast(kernel, tf.float32)[:, :, tf.newaxis, tf.newaxis]
    return tf.squeeze(tf.nn.conv2d(x, k, strides=1, padding="VALID"), [0, 3])
