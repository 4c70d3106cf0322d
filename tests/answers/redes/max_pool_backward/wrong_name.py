# expected: zero
# The right function under another name.
def maxpool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return tape.gradient(loss, x)
