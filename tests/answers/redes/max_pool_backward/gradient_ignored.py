# expected: less
# The gradient of the plain sum: ones at the maxima.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x))
    return tape.gradient(loss, x)
