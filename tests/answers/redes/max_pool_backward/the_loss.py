# expected: zero
# Returns the sum that was to be differentiated.
def max_pool_backward(images, gradient, pool_size=2):
    return tf.reduce_sum(MaxPool2D(pool_size)(images) * gradient)
