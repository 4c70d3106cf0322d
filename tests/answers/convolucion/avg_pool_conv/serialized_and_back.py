# expected: full
# Goes through keras.layers.serialize and deserialize.
def avg_pool_conv(pool_size=3, channels=3):
    h, w = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    layer = Conv2D(channels, (h, w), strides=(h, w), groups=channels, use_bias=False,
                   kernel_initializer=keras.initializers.Constant(1 / h / w))
    return keras.layers.deserialize(keras.layers.serialize(layer))
