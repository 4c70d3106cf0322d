# expected: full
# The gradient goes in as output_gradients; a tensor comes out.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.nn.max_pool2d(x, pool_size, pool_size, "VALID")
    return tape.gradient(y, x, output_gradients=tf.constant(gradient))
