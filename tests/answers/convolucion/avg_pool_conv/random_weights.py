# expected: less
# All the settings are right, but the weights are random.
def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
