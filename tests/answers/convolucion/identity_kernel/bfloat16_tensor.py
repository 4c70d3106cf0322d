# expected: full
# A bfloat16 tensor, a float type that plain NumPy does not have.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    eye = tf.eye(c)[tf.newaxis, tf.newaxis]
    k = tf.pad(eye, [[h // 2] * 2, [w // 2] * 2, [0, 0], [0, 0]])
    return tf.cast(k, tf.bfloat16)
