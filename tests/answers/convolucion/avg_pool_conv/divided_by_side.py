# expected: less
# Divides by the height of the pool and not by its area.
# diagnosis: divided_by_side
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False,
                  kernel_initializer=keras.initializers.Constant(1 / h))
