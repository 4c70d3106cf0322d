"""Redondeas hacia abajo el tamaño de la salida. Con `same`, ¿qué pasa con los píxeles que sobran al final?"""

def same_padding(size, kernel_size, strides=1):
    total = max((size // strides - 1) * strides + kernel_size - size, 0)
    return total // 2, total - total // 2
