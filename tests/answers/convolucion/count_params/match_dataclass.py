# expected: full
# A dataclass and a match statement.
from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    height: int
    width: int
    in_channels: int
    filters: int
    use_bias: bool

    def __len__(self):
        weights = self.height * self.width * self.in_channels * self.filters
        return weights + (self.filters if self.use_bias else 0)


def count_params(kernel_size, in_channels: int, filters: int, use_bias: bool = True) -> int:
    match kernel_size:
        case (h, w):
            return len(Layer(h, w, in_channels, filters, use_bias))
        case int(k):
            return len(Layer(k, k, in_channels, filters, use_bias))
    raise TypeError(kernel_size)
