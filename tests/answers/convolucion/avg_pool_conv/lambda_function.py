# expected: full
# The whole function is a lambda that relies on two helpers.
def pair(size):
    return (size, size) if isinstance(size, int) else tuple(size)

def mean(shape, dtype=None):
    return tf.ones(shape, dtype=dtype or "float32") / (shape[0] * shape[1])

avg_pool_conv = lambda pool_size=3, channels=3: Conv2D(
    channels, pair(pool_size), strides=pair(pool_size), groups=channels, use_bias=False, kernel_initializer=mean)
