# expected: full
# Returns a typing.NamedTuple.
from typing import NamedTuple


class Padding(NamedTuple):
    before: int
    after: int

    @classmethod
    def of(cls, total):
        return cls(total // 2, total - total // 2)


def same_padding(size, kernel_size, strides=1):
    steps = len(range(0, size, strides)) - 1
    return Padding.of(max(0, steps * strides + kernel_size - size))
