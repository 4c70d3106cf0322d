# expected: full
# The rules of valid and same, both as ceilings.
import math


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    batch, h, w, _ = input_shape
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    if padding.lower() == "valid":
        h, w = h - kh + 1, w - kw + 1
    return batch, math.ceil(h / sh), math.ceil(w / sw), filters
