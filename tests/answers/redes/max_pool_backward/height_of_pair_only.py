# expected: partial
# The first number of a pair is used on both axes.
def max_pool_backward(images, gradient, pool_size=2):
    p = pool_size if isinstance(pool_size, int) else pool_size[0]
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(p)(x) * gradient)
    return tape.gradient(loss, x)
