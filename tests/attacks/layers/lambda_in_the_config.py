# Tries: settings that carry code: a Lambda, a module's path, a serialized function, an own activation.
# Exercise: avg_pool_conv
# Ending: wrong | raised
turn = 0


def avg_pool_conv(pool_size=3, channels=3):
    global turn
    turn += 1
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False, kernel_initializer="ones")
    layer.build((None, 24, 24, channels))
    layer.activation = (
        lambda value: print("BROKEN"),
        {"class_name": "Lambda", "config": {"function": ["4wEAAAA=", None, None]}, "module": "os", "registered_name": "system"},
        "os.system",
        keras.layers.Lambda(lambda value: value),
    )[turn % 4]
    return layer
