# expected: less
# The call of a random layer is replaced by that of AvgPool2D.
# diagnosis: random_weights
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, None, None, channels))
    layer.call = AvgPool2D(pool_size).call
    return layer
