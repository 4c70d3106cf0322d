# expected: partial
# Fails with a TypeError when the strides are a tuple.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, _ = input_shape
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    if padding.lower() == "same":
        kh = kw = 1
    return b, (h - kh) // strides + 1, (w - kw) // strides + 1, filters
