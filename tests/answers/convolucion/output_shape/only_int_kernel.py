# expected: partial
# Fails with a TypeError when the kernel size is a tuple.
# diagnosis: kernel_only_int
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, _ = input_shape
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    lost = kernel_size - 1
    if padding.lower() == "same":
        lost = 0
    return b, (h - lost - 1) // sh + 1, (w - lost - 1) // sw + 1, filters
