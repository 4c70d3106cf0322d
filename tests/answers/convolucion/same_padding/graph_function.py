# expected: full
# Compiled with tf.function, so that it returns a tuple of eager tensors.
@tf.function
def same_padding(size, kernel_size, strides=1):
    total = tf.nn.relu(tf.constant(kernel_size - 1 - (size - 1) % strides))
    return total // 2, (total + 1) // 2
