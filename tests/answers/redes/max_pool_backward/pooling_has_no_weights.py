# expected: zero
# Asks for the gradient by the weights of a layer that has none.
def max_pool_backward(images, gradient, pool_size=2):
    layer = MaxPool2D(pool_size)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(images) * gradient)
    return tape.gradient(loss, layer.trainable_weights)
