# expected: full
# A dataclass for the layers, the first and the last pixel as an interval.
from dataclasses import dataclass


@dataclass
class Layer:
    kernel_size: int
    strides: int = 1
    dilation_rate: int = 1

    def before(self, first, last):
        return first * self.strides, last * self.strides + self.dilation_rate * (self.kernel_size - 1)


def receptive_field(layers):
    first = last = 0
    for layer in reversed([Layer(**settings) for settings in layers]):
        first, last = layer.before(first, last)
    return last - first + 1
