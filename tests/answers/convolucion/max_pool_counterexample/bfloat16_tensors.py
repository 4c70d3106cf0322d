# expected: full
# A pair of tf.Tensor of type bfloat16.
def max_pool_counterexample():
    a = tf.constant([[0, 3], [1, 0]], dtype=tf.bfloat16)
    b = tf.constant([[3, 0], [0, 1]], dtype=tf.bfloat16)
    return a, b
