# expected: partial
# Half a kernel of padding on each side, which is wrong for even kernels.
# diagnosis: half_kernel_padding
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, _ = input_shape
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    ph, pw = (kh // 2, kw // 2) if padding.lower() == "same" else (0, 0)
    return b, (h - kh + 2 * ph) // sh + 1, (w - kw + 2 * pw) // sw + 1, filters
