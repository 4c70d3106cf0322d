# expected: less
# The weights are spread by a dilation of 2, set after the layer has been made.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False,
                   kernel_initializer=keras.initializers.Constant(1 / (h * w)))
    layer.dilation_rate = (2, 2)
    return layer
