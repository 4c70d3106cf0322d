# expected: full
# A tuple built from a generator.
from itertools import repeat


def _numbers(input_shape, filters, kernel_size, strides, padding):
    yield input_shape[0]
    ks = iter(kernel_size) if isinstance(kernel_size, tuple) else repeat(kernel_size)
    ss = iter(strides) if isinstance(strides, tuple) else repeat(strides)
    for n, k, s in zip(input_shape[1:3], ks, ss):
        yield 1 + (n - (k if padding.lower() == "valid" else 1)) // s
    yield filters


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    return tuple(_numbers(input_shape, filters, kernel_size, strides, padding))
