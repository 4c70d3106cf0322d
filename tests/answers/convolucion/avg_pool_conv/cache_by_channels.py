# expected: less
# A cache whose key forgets the pool size.
# diagnosis: pool_ignored
LAYERS = {}

def avg_pool_conv(pool_size=3, channels=3):
    if channels not in LAYERS:
        h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
        LAYERS[channels] = Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False,
                                  kernel_initializer=keras.initializers.Constant(1 / (h * w)))
    return LAYERS[channels]
