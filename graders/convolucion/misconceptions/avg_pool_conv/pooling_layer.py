"""Devolviste la propia capa de pooling. ¿Qué `Conv2D` hace lo mismo que ella?"""

def avg_pool_conv(pool_size=3, channels=3):
    return AvgPool2D(pool_size)
