# expected: less
# Divides by nine whatever the pool size is.
# diagnosis: always_nine
def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(channels, pool_size, strides=pool_size, groups=channels, use_bias=False,
                  kernel_initializer=keras.initializers.Constant(1 / 9))
