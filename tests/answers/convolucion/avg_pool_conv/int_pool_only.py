# expected: partial
# Raises when pool_size is a tuple.
# diagnosis: only_int
def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(channels, pool_size, strides=pool_size, groups=channels, use_bias=False,
                  kernel_initializer=keras.initializers.Constant(1 / pool_size**2))
