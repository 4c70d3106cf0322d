# expected: less
# Other parameter names, so that a call by keyword fails.
def max_pool_backward(x, dy, size=2):
    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(size)(v) * dy)
    return tape.gradient(loss, v)
