# expected: full
# A pair of tf.Tensor.
def max_pool_counterexample():
    a = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    return a, tf.reverse(a, axis=[0])
