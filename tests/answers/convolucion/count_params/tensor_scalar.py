# expected: full
# Returns a scalar tf.Tensor.
def count_params(kernel_size, in_channels, filters, use_bias=True):
    sides = tf.broadcast_to(tf.constant(kernel_size), (2,))
    n = tf.reduce_prod(sides) * in_channels * filters
    return n + tf.constant(filters) if use_bias else n
