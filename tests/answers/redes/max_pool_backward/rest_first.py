# expected: partial
# What is left over is cut off at the top and on the left.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    top, left = images.shape[1] % ph, images.shape[2] % pw
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x[:, top:, left:]) * gradient)
    return tf.convert_to_tensor(tape.gradient(loss, x))
