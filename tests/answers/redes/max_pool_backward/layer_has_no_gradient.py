# expected: zero
# Calls a method that layers do not have.
def max_pool_backward(images, gradient, pool_size=2):
    layer = MaxPool2D(pool_size)
    layer(images)
    return layer.backward(gradient)
