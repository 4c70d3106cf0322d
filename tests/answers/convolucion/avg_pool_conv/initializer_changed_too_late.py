# expected: less
# Built with random weights; the initializer is replaced when it no longer matters.
# diagnosis: random_weights
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False)
    layer.build((None, None, None, channels))
    layer.kernel_initializer = keras.initializers.Constant(1 / (h * w))
    return layer
