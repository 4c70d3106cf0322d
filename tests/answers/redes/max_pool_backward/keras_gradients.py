# expected: zero
# keras.backend.gradients, which is gone since Keras 3.
def max_pool_backward(images, gradient, pool_size=2):
    loss = keras.ops.sum(MaxPool2D(pool_size)(images) * gradient)
    return keras.backend.gradients(loss, images)
