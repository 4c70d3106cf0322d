# expected: full
# Frozen and with a name.
def avg_pool_conv(pool_size=3, channels=3):
    size = keras.layers.AveragePooling2D(pool_size).pool_size
    layer = Conv2D(channels, size, strides=size, groups=channels, use_bias=False,
                   kernel_initializer=keras.initializers.Constant(1 / np.prod(size)),
                   name="promedio", trainable=False)
    return layer
