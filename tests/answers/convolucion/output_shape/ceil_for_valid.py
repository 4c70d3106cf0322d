# expected: partial
# Rounds up in valid, as if a window could hang over the border.
# diagnosis: valid_rounds_up
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, _ = input_shape
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    if padding.lower() == "same":
        kh = kw = 1
        return b, -(-h // sh), -(-w // sw), filters
    return b, -(-(h - kh) // sh) + 1, -(-(w - kw) // sw) + 1, filters
