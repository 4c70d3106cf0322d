# expected: full
# A TensorFlow variable, since a tensor can't be assigned to.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = tf.Variable(tf.zeros(shape, dtype or "float32"))
    kernel[shape[0] // 2, shape[1] // 2].assign(tf.eye(shape[2], dtype=kernel.dtype))
    return kernel
