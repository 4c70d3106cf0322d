# expected: less
# The gradient also passes a relu that nobody asked for.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(tf.nn.relu(x)) * gradient)
    return tape.gradient(loss, x)
