# expected: less
# The strides are left at 1.
# diagnosis: strides_forgotten
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return Conv2D(channels, (h, w), groups=channels, use_bias=False,
                  kernel_initializer=keras.initializers.Constant(1 / (h * w)))
