# expected: zero
# NaN everywhere, from infinity times zero.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return tape.gradient(loss, x) + np.float32(np.inf) * 0
