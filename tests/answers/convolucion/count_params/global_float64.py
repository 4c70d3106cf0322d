# expected: full
# Changes the global Keras float type and the mixed precision policy before it asks a layer.
# alone: it changes what the cells after it see
keras.config.set_floatx("float64")


def count_params(kernel_size, in_channels, filters, use_bias=True):
    keras.mixed_precision.set_global_policy("mixed_float16")
    layer = Conv2D(filters, kernel_size, use_bias=use_bias)
    layer.build((None, None, None, in_channels))
    return layer.count_params()
