# expected: zero
# The chain is broken by numpy(): the gradient is None, and None has no method numpy.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        pooled = MaxPool2D(pool_size)(x).numpy()
        loss = tf.reduce_sum(tf.constant(pooled * gradient))
    return tape.gradient(loss, x).numpy()
