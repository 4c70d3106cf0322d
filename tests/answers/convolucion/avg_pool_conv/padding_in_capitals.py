# expected: full
# The padding is written "VALID", and the activation is the linear function.
def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, pool_size, padding="VALID", activation=keras.activations.linear,
                   groups=channels, kernel_initializer="ones", dilation_rate=1)
    layer.build((None, None, None, channels))
    layer.kernel.assign(layer.kernel / (layer.kernel_size[0] * layer.kernel_size[1]))
    return layer
