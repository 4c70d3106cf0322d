"""Supones que con `same` la salida mide lo mismo que la entrada también con stride. ¿Cuánto mide en realidad?"""

def same_padding(size, kernel_size, strides=1):
    total = max((size - 1) * strides + kernel_size - size, 0)
    return total // 2, total - total // 2
