# expected: zero
# Sums the gradients over the batch.
def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return tf.reduce_sum(tape.gradient(loss, x), axis=0)
