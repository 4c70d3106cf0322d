# expected: partial
# pool_size is ignored: always 2 by 2.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(2)(x) * gradient)
    return tape.gradient(loss, x)
