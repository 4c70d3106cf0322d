# expected: less
# The gradient is multiplied by the sum once more.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        y = MaxPool2D(pool_size)(x)
        loss = tf.reduce_sum(y * gradient)
    return tape.gradient(y, x, output_gradients=gradient) * float(loss)
