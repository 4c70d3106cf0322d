# expected: zero
# The gradient as text.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return np.array2string(tape.gradient(loss, x).numpy())
