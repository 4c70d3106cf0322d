# expected: zero
# The name is bound to an array afterwards.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return tape.gradient(loss, x)


max_pool_backward = max_pool_backward(np.arange(16.0).reshape(1, 4, 4, 1).astype("float32"), np.ones((1, 2, 2, 1), "float32"))
