# expected: full
# TensorFlow's rule as it is documented.
import math


def same_padding(size, kernel_size, strides=1):
    out = math.ceil(size / strides)
    total = max((out - 1) * strides + kernel_size - size, 0)
    before = total // 2
    return before, total - before
