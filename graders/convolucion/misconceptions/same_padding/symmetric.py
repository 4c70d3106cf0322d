"""Repartes los ceros siempre por igual. Si el total es impar, ¿de qué lado va el que sobra?"""

import math


def same_padding(size, kernel_size, strides=1):
    total = max((math.ceil(size / strides) - 1) * strides + kernel_size - size, 0)
    return total // 2, total // 2
