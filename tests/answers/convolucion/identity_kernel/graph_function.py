# expected: full
# Compiled with tf.function.
@tf.function
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c = shape[0], shape[1], shape[2]
    flat = tf.one_hot(h // 2 * w + w // 2, h * w)
    return tf.reshape(flat, (h, w, 1, 1)) * tf.eye(c)
