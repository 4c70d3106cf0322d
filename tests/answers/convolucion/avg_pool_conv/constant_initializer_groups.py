# expected: full
# Unbuilt, one group for each channel and a Constant initializer.
def avg_pool_conv(pool_size=3, channels=3):
    kh, kw = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    return keras.layers.Conv2D(
        filters=channels,
        kernel_size=(kh, kw),
        strides=(kh, kw),
        groups=channels,
        use_bias=False,
        kernel_initializer=keras.initializers.Constant(1.0 / (kh * kw)),
    )
