# expected: full
# Exact fractions inside, ints outside.
from fractions import Fraction
from math import ceil, floor


def same_padding(size, kernel_size, strides=1):
    out = ceil(Fraction(size, strides))
    half = Fraction(max((out - 1) * strides + kernel_size - size, 0), 2)
    return floor(half), ceil(half)
