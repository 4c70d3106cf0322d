# expected: full
# A tensor made with tf.scatter_nd.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    indices = [[shape[0] // 2, shape[1] // 2, c, c] for c in range(shape[2])]
    return tf.scatter_nd(indices, tf.ones(len(indices), dtype or tf.float32), shape)
