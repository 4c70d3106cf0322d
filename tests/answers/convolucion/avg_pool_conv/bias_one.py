# expected: less
# A bias of one is added to every mean.
# diagnosis: bias_added
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return Conv2D(channels, (h, w), strides=(h, w), groups=channels, bias_initializer="ones",
                  kernel_initializer=keras.initializers.Constant(1 / (h * w)))
