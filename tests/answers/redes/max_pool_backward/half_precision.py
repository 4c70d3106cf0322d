# expected: less
# Half precision, in which the numbers of the gradient are rounded.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return tf.cast(tape.gradient(loss, x), tf.float16)
