# expected: full
# Takes one stride off the side at a time, recursively.
# alone: it changes what the cells after it see
import sys

sys.setrecursionlimit(10 ** 5)


def steps(n, s):
    return 0 if n <= 0 else 1 + steps(n - s, s)


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    b, h, w, _ = input_shape
    if padding.lower() == "valid":
        h -= kh - 1
        w -= kw - 1
    return (b, h if sh == 1 else steps(h, sh), w if sw == 1 else steps(w, sw), filters)
