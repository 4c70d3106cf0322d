# expected: less
# The sign is wrong.
def avg_pool_conv(pool_size=3, channels=3):
    def init(shape, dtype=None):
        return -tf.ones(shape) / (shape[0] * shape[1])
    return Conv2D(channels, pool_size, strides=pool_size, groups=channels, use_bias=False, kernel_initializer=init)
