# Tries: a layer with thousands of weights and names without end.
# Exercise: avg_pool_conv
# Ending: unusable answer | wrong | raised
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, 24, 24, channels))
    for number in range(300):
        layer.add_weight(shape=(1,), name="w" * 10_000 + str(number))
    return layer
