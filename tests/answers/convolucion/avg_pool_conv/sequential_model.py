# expected: zero
# A Sequential model around a right layer.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return keras.Sequential([
        keras.Input((None, None, channels)),
        Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False,
               kernel_initializer=keras.initializers.Constant(1 / (h * w))),
    ])
