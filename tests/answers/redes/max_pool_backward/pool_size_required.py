# expected: less
# pool_size cannot be left out.
def max_pool_backward(images, gradient, pool_size):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return tape.gradient(loss, x)
