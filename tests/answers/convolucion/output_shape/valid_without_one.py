# expected: partial
# Forgets the one that is added in valid.
# diagnosis: one_forgotten
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, _ = input_shape
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    if padding.lower() == "same":
        return b, -(-h // sh), -(-w // sw), filters
    return b, (h - kh) // sh, (w - kw) // sw, filters
