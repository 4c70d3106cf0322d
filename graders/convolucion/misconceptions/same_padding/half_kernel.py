"""Pones la mitad del kernel de cada lado, sin mirar el tamaño ni el stride. ¿Sirve igual para kernels pares y saltos largos?"""

import math


def same_padding(size, kernel_size, strides=1):
    # Medio kernel de cada lado
    return kernel_size // 2, kernel_size // 2
