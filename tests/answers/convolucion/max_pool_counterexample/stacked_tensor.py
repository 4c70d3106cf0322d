# expected: full
# One tf.Tensor of shape (2, 4, 4) of type float64.
def max_pool_counterexample():
    a = tf.reshape(tf.range(16, dtype=tf.float64), (4, 4))
    return tf.stack([a, tf.transpose(tf.reverse(a, [1]))])
