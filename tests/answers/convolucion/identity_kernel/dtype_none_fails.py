# expected: less
# Raises when dtype is None, because TensorFlow takes no None there.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    eye = tf.eye(c, dtype=dtype)[None, None]
    return tf.pad(eye, [[h // 2] * 2, [w // 2] * 2, [0, 0], [0, 0]])
