# expected: full
# A TensorFlow variable, filled place by place, and given back as it is.
def convolve(image, kernel):
    kh, kw = kernel.shape
    image, kernel = tf.cast(image, tf.float64), tf.cast(kernel, tf.float64)
    out = tf.Variable(tf.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1), tf.float64))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j].assign(tf.reduce_sum(image[i:i + kh, j:j + kw] * kernel))
    return out
