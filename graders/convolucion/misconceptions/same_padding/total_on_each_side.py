"""Pones el total de ceros en cada lado. ¿Cómo se reparte entre el principio y el final?"""

import math


def same_padding(size, kernel_size, strides=1):
    total = max((math.ceil(size / strides) - 1) * strides + kernel_size - size, 0)
    return total, total
