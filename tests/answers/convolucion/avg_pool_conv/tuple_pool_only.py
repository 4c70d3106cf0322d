# expected: partial
# Raises when pool_size is an int, the default included.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = pool_size
    return Conv2D(channels, pool_size, strides=pool_size, groups=channels, use_bias=False,
                  kernel_initializer=keras.initializers.Constant(1 / (h * w)))
