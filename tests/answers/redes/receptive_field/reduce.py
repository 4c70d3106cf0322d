# expected: full
# functools.reduce from the right with one expression.
from functools import reduce


def receptive_field(layers):
    return reduce(
        lambda r, l: (r - 1) * l.get("strides", 1) + (l["kernel_size"] - 1) * l.get("dilation_rate", 1) + 1,
        reversed(layers), 1)
