# expected: partial
# Raises NotImplementedError for same.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    if padding.lower() == "valid":
        b, h, w, _ = input_shape
        kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
        sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
        return b, (h - kh) // sh + 1, (w - kw) // sw + 1, filters
    raise NotImplementedError()
