# expected: full
# The length of a range is the size of the output.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, c = input_shape
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    sh, sw = (strides, strides) if isinstance(strides, int) else strides
    if padding.lower().strip() == "same":
        kh, kw = 1, 1
    return (b, len(range(0, h - kh + 1, sh)), len(range(0, w - kw + 1, sw)), filters)
