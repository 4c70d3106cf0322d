# expected: partial
# Never looks at the strides.
# diagnosis: strides_ignored
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, _ = input_shape
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    if padding.lower() == "same":
        return b, h, w, filters
    return b, h - kh + 1, w - kw + 1, filters
