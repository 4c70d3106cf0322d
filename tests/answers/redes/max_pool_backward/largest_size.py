# expected: less
# The pixel of the largest absolute value.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(np.abs(images))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return tape.gradient(loss, x)
