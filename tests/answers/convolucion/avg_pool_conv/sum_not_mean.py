# expected: less
# The weights are 1: the sum of the block, not its mean.
# diagnosis: sum_for_mean
def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(channels, pool_size, strides=pool_size, groups=channels, use_bias=False, kernel_initializer="ones")
