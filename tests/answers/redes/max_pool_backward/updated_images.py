# expected: less
# Returns the images after a step with the gradient.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return images - 0.1 * tape.gradient(loss, x).numpy()
