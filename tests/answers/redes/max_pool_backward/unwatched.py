# expected: zero
# The tape does not watch a constant: the gradient is None.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.constant(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return tape.gradient(loss, x)
