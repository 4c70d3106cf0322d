# expected: full
# Compiled with tf.function, so the answer is an eager tensor.
@tf.function
def count_params(kernel_size, in_channels, filters, use_bias=True):
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    n = tf.constant(kernel_size[0], tf.int64) * kernel_size[1] * in_channels * filters
    if use_bias:
        n += filters
    return n
