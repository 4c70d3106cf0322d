# expected: less
# A layer that moves on by a whole kernel.
# diagnosis: windows_side_by_side
def convolve(image, kernel):
    x = tf.cast(image, tf.float64)[None, :, :, None]
    k = tf.cast(kernel, tf.float64)[:, :, None, None]
    return tf.nn.conv2d(x, k, kernel.shape, "VALID")[0, :, :, 0]
