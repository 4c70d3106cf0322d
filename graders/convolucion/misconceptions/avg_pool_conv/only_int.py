"""Tu función no espera que `pool_size` sea una tupla. ¿Cuántos píxeles tiene una ventana `(alto, ancho)`?"""
# raises: TypeError

def avg_pool_conv(pool_size=3, channels=3):
    layer = Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
    layer.build((None, None, None, channels))
    kernel = np.zeros((pool_size, pool_size, channels, channels))
    for channel in range(channels):
        kernel[:, :, channel, channel] = 1 / pool_size**2
    layer.set_weights([kernel])
    return layer
