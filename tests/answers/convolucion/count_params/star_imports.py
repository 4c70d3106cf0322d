# expected: full
# Star imports that replace sum, max, round and other builtins.
# alone: it changes what the cells after it see
from numpy import *
from math import *


def count_params(kernel_size, in_channels, filters, use_bias=True):
    sides = array([kernel_size, kernel_size] if isinstance(kernel_size, int) else kernel_size)
    return prod(sides) * in_channels * filters + (filters if use_bias else 0)
