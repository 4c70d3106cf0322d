"""A tu cuenta le falta la primera posición del kernel. Antes de que la ventana avance por primera vez, ¿ya hay una salida?"""

import math


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    batch, height, width, channels = input_shape
    kernel_size = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    strides = (strides, strides) if isinstance(strides, int) else strides
    padding = padding.lower()
    sides = []
    for size, kernel, stride in zip((height, width), kernel_size, strides):
        if padding == "same":
            sides.append(math.ceil(size / stride))
        else:
            sides.append((size - kernel) // stride)
    return (batch, sides[0], sides[1], filters)
