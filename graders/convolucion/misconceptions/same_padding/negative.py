"""Tu cuenta puede dar ceros negativos. Si la última ventana no llega al final de la imagen, ¿cuánto relleno hace falta?"""

import math


def same_padding(size, kernel_size, strides=1):
    total = (math.ceil(size / strides) - 1) * strides + kernel_size - size
    return total // 2, total - total // 2
