# expected: full
# tf.gradients with grad_ys inside a tf.function.
@tf.function
def backward(x, g, size):
    y = tf.nn.max_pool2d(x, size, size, "VALID")
    return tf.gradients(y, x, grad_ys=g)[0]


def max_pool_backward(images, gradient, pool_size=2):
    size = [pool_size] * 2 if isinstance(pool_size, int) else list(pool_size)
    return backward(tf.constant(images), tf.constant(gradient), size)
