# expected: full
# A tf.Tensor of the dtype asked for, made of TensorFlow operations alone.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    dtype = dtype or "float32"
    rows = tf.sign(tf.range(shape[0]) - shape[0] // 2)
    rows = tf.cast(tf.reshape(rows, (-1, 1, 1, 1)), dtype)
    return tf.tile(rows, (1, shape[1], 1, 1))
