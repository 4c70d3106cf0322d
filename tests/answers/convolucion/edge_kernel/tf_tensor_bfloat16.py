# expected: full
# A tf.Tensor of type bfloat16.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    k = np.zeros(shape)
    k[0], k[-1] = 1, -1
    return tf.constant(k, dtype=tf.bfloat16)
