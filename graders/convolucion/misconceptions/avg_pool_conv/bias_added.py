"""Tu capa le suma un sesgo al promedio. ¿Qué sesgo deja el promedio como está?"""

def avg_pool_conv(pool_size=3, channels=3):
    height, width = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = Conv2D(channels, (height, width), strides=(height, width))
    layer.build((None, None, None, channels))
    kernel = np.zeros((height, width, channels, channels))
    for channel in range(channels):
        kernel[:, :, channel, channel] = 1 / (height * width)
    layer.set_weights([kernel, np.ones(channels)])
    return layer
