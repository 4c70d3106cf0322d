# expected: partial
# int() cuts the fraction off in same.
# diagnosis: same_rounds_down
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    def par(x):
        return x if isinstance(x, tuple) else (x, x)
    (kh, kw), (sh, sw) = par(kernel_size), par(strides)
    n, h, w, _ = input_shape
    if padding.lower().startswith("s"):
        return n, int(h / sh), int(w / sw), filters
    return n, int((h - kh) / sh + 1), int((w - kw) / sw + 1), filters
