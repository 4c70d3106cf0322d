# Tries: settings of absurd size, sign and kind, set after the layer was made, so that who rebuilds it builds for ever.
# Exercise: avg_pool_conv
# Ending: wrong | unusable answer
turn = 0


def avg_pool_conv(pool_size=3, channels=3):
    global turn
    turn += 1
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, 24, 24, channels))
    absurd = (10**9, -1, 0, (10**9, 10**9), (1,) * 1000, float("nan"), "valid" * 10**6, 2**62)[turn % 8]
    for name in ("filters", "kernel_size", "strides", "dilation_rate", "groups"):
        object.__setattr__(layer, name, absurd)
    return layer
