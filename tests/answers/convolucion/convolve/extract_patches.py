# expected: full
# tf.image.extract_patches and a matrix product.
def convolve(image, kernel):
    kh, kw = kernel.shape
    x = tf.cast(image, tf.float64)[None, :, :, None]
    patches = tf.image.extract_patches(x, [1, kh, kw, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID")
    return tf.linalg.matvec(patches[0], tf.cast(tf.reshape(kernel, [-1]), tf.float64))
