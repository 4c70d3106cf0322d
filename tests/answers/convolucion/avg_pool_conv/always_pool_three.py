# expected: less
# Ignores pool_size and always averages 3 by 3.
# diagnosis: pool_ignored
def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(channels, 3, strides=3, groups=channels, use_bias=False,
                  kernel_initializer=keras.initializers.Constant(1 / 9))
