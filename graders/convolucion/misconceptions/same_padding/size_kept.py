"""Supones que con `same` la salida mide lo mismo que la entrada también con un paso mayor que 1. ¿Cuánto mide en realidad?"""

def same_padding(size, kernel_size, strides=1):
    total = max((size - 1) * strides + kernel_size - size, 0)
    return total // 2, total - total // 2
