# expected: partial
# Takes (width, height) in kernel_size and strides.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, _ = input_shape
    kw, kh = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sw, sh = strides if isinstance(strides, tuple) else (strides, strides)
    if padding.lower() == "same":
        kh = kw = 1
    return b, (h - kh) // sh + 1, (w - kw) // sw + 1, filters
