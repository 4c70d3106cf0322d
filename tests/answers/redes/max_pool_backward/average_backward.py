# expected: less
# The gradient of the average pooling.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(AvgPool2D(pool_size)(x) * gradient)
    return tape.gradient(loss, x).numpy()
