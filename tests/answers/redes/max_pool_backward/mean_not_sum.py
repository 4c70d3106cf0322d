# expected: less
# The mean of the weighted maxima instead of their sum.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(MaxPool2D(pool_size)(x) * gradient)
    return tape.gradient(loss, x)
