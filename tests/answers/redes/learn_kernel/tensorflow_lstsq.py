# expected: full
# tf.linalg.lstsq in float64; a tensor comes out.
def learn_kernel(images, targets, kernel_size=3):
    size = [1, kernel_size, kernel_size, 1]
    a = tf.image.extract_patches(tf.cast(images, tf.float64), size, [1] * 4, [1] * 4, "SAME")
    a = tf.reshape(a, (-1, kernel_size ** 2))
    b = tf.reshape(tf.cast(targets, tf.float64), (-1, 1))
    return tf.reshape(tf.linalg.lstsq(a, b), (kernel_size, kernel_size))
