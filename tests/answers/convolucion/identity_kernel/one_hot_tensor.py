# expected: full
# An outer product of tf.one_hot vectors.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    dtype = dtype or keras.config.floatx()
    rows = tf.one_hot(shape[0] // 2, shape[0], dtype=dtype)
    cols = tf.one_hot(shape[1] // 2, shape[1], dtype=dtype)
    return tf.tensordot(tf.tensordot(rows, cols, 0), tf.eye(shape[2], dtype=dtype), 0)
