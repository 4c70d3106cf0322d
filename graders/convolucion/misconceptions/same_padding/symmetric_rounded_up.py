"""Repartes los ceros siempre por igual y terminas con uno de más. Si el total es impar, ¿pueden quedar iguales los dos lados?"""

import math


def same_padding(size, kernel_size, strides=1):
    total = max((math.ceil(size / strides) - 1) * strides + kernel_size - size, 0)
    return math.ceil(total / 2), math.ceil(total / 2)
