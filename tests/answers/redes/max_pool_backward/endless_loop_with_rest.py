# expected: partial
# Cuts rows off until the pool divides the sides, but never changes the number it tests.
def max_pool_backward(images, gradient, pool_size=2):
    ph, pw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    h, w = images.shape[1:3]
    while h % ph or w % pw:
        images = images[:, :h, :w]
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    return tape.gradient(loss, x)
