# expected: less
# The gradient of the first picture, zeros for the others.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x)[0] * gradient[0])
    return tape.gradient(loss, x)
