# expected: full
# The strides are changed after the layer has been made.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = Conv2D(channels, (h, w), groups=channels, use_bias=False,
                   kernel_initializer=keras.initializers.Constant(1 / (h * w)))
    layer.strides = (h, w)
    return layer
