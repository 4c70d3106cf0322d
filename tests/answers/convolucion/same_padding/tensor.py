# expected: full
# Returns an int32 tensor.
def same_padding(size, kernel_size, strides=1):
    out = tf.cast(tf.math.ceil(size / strides), tf.int32)
    total = tf.maximum((out - 1) * strides + kernel_size - size, 0)
    return tf.stack([total // 2, total - total // 2])
