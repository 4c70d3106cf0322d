# expected: full
# Made by Conv2D.from_config out of the settings of another layer.
def avg_pool_conv(pool_size=3, channels=3):
    pool = AvgPool2D(pool_size)
    config = Conv2D(channels, pool.pool_size).get_config()
    config["strides"] = pool.strides
    config["groups"] = channels
    config["use_bias"] = False
    value = 1 / (pool.pool_size[0] * pool.pool_size[1])
    config["kernel_initializer"] = keras.initializers.serialize(keras.initializers.Constant(value))
    return Conv2D.from_config(config)
