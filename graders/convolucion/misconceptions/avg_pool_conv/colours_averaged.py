"""Cada filtro promedia también los colores. `AvgPool2D` no mezcla canales: ¿qué pesos deben ser cero?"""

def avg_pool_conv(pool_size=3, channels=3):
    height, width = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = Conv2D(channels, (height, width), strides=(height, width), use_bias=False)
    layer.build((None, None, None, channels))
    kernel = np.zeros((height, width, channels, channels))
    kernel[:] = 1 / (height * width * channels)
    layer.set_weights([kernel])
    return layer
