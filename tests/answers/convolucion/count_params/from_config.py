# expected: full
# Makes the layer out of a configuration dictionary.
CONFIG = {"filters": 1, "kernel_size": 1, "padding": "same"}


def count_params(kernel_size, in_channels, filters, use_bias=True):
    CONFIG.update(filters=filters, kernel_size=kernel_size, use_bias=use_bias)
    layer = keras.layers.Conv2D.from_config(CONFIG)
    layer.build((None, 8, 8, in_channels))
    total = 0
    for v in layer.get_weights():
        total += v.size
    return total
