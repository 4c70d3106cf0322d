"""Cuando sobra un cero lo pones antes. ¿De qué lado lo pone TensorFlow?"""

import math


def same_padding(size, kernel_size, strides=1):
    total = max((math.ceil(size / strides) - 1) * strides + kernel_size - size, 0)
    return total - total // 2, total // 2
