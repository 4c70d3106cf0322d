# expected: partial
# padding="same" has more windows than the gradient when something is left over.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size, padding="same")(x) * gradient)
    return tape.gradient(loss, x)
