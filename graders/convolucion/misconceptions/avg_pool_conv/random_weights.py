"""Los pesos de tu capa son los que Keras puso al azar. ¿Dónde le dices cuánto pesa cada píxel?"""

def avg_pool_conv(pool_size=3, channels=3):
    return Conv2D(channels, pool_size, strides=pool_size, use_bias=False)
