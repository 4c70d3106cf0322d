# expected: full
# A functools.partial of a helper that knows valid too.
import functools


def pads(mode, size, kernel_size, strides=1):
    if mode == "VALID":
        return 0, 0
    out = 1 + (size - 1) // strides
    total = max(0, strides * (out - 1) + kernel_size - size)
    return total // 2, -(-total // 2)


same_padding = functools.partial(pads, "SAME")
