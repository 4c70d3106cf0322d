# expected: less
# The weight is rounded to two decimals, 0.11 for a pool of 3.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False,
                  kernel_initializer=keras.initializers.Constant(round(1 / (h * w), 2)))
