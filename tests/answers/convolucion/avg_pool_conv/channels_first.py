# expected: less
# The layer takes the channels before height and width.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False, data_format="channels_first",
                  kernel_initializer=keras.initializers.Constant(1 / (h * w)))
