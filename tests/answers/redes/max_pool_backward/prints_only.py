# expected: zero
# Prints the gradient and returns None.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    print(tape.gradient(loss, x))
