# expected: full
# itertools.accumulate gives the jumps.
from itertools import accumulate
from operator import mul


def receptive_field(layers):
    jumps = accumulate((layer.get("strides", 1) for layer in layers), mul, initial=1)
    return 1 + sum((layer["kernel_size"] - 1) * layer.get("dilation_rate", 1) * jump
                   for layer, jump in zip(layers, jumps))
