"""Tu capa usa siempre la misma ventana. ¿Qué te dice `pool_size`?"""

def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, 3, strides=3, use_bias=False)
    layer.build((None, None, None, channels))
    kernel = np.zeros((3, 3, channels, channels))
    for channel in range(channels):
        kernel[:, :, channel, channel] = 1 / 9
    layer.set_weights([kernel])
    return layer
