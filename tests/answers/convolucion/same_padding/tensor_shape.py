# expected: full
# Returns a tf.TensorShape of two numbers.
def same_padding(size, kernel_size, strides=1):
    total = max((-size % strides) + kernel_size - strides, 0)
    return tf.TensorShape((total // 2, -(-total // 2)))
