# expected: full
# The derivative of the central pixel with respect to its neighbourhood is the kernel.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, c, _ = shape
    patch = tf.Variable(tf.zeros((h, w, c)))
    with tf.GradientTape() as tape:
        y = patch[h // 2, w // 2]
    return tf.transpose(tape.jacobian(y, patch), (1, 2, 3, 0))
