"""Tu capa supone siempre tres canales. ¿Qué te dice `channels`?"""

def avg_pool_conv(pool_size=3, channels=3):
    height, width = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    layer = Conv2D(3, (height, width), strides=(height, width), use_bias=False)
    layer.build((None, None, None, 3))
    kernel = np.zeros((height, width, 3, 3))
    for channel in range(3):
        kernel[:, :, channel, channel] = 1 / (height * width)
    layer.set_weights([kernel])
    return layer
