# expected: full
# A functools.partial with a keyword fixed.
from functools import partial


def conv_shape(input_shape, filters, kernel_size, strides=1, padding="valid", dilation=1):
    lengths = []
    for i in (0, 1):
        k = kernel_size if isinstance(kernel_size, int) else kernel_size[i]
        s = strides if isinstance(strides, int) else strides[i]
        k = dilation * (k - 1) + 1
        n = input_shape[i + 1]
        lengths += [(n - k + s) // s if padding.lower() == "valid" else (n + s - 1) // s]
    return input_shape[0], lengths[0], lengths[1], filters


output_shape = partial(conv_shape, dilation=1)
