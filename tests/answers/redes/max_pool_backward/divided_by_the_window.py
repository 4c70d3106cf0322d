# expected: less
# The right place, but the gradient is divided by the number of pixels of the window.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient) / (ph * pw)
    return tape.gradient(loss, x)
