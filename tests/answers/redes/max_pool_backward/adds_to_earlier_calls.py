# expected: less
# A global dict adds the gradients of all calls with images of one shape.
collected = {}


def max_pool_backward(images, gradient, pool_size=2):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(MaxPool2D(pool_size)(x) * gradient)
    old = collected.get(images.shape, 0)
    collected[images.shape] = tape.gradient(loss, x).numpy() + old
    return collected[images.shape]
