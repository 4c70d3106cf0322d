"""Tu cuenta es siempre la de `same`. ¿Qué cambia con `valid`, cuando no hay relleno?"""

import math


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    batch, height, width, channels = input_shape
    kernel_size = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    strides = (strides, strides) if isinstance(strides, int) else strides
    padding = padding.lower()
    sides = []
    for size, kernel, stride in zip((height, width), kernel_size, strides):
        sides.append(math.ceil(size / stride))
    return (batch, sides[0], sides[1], filters)
