# expected: full
# Looks at real windows of a NumPy picture, padded when it must be.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = strides if isinstance(strides, tuple) else (strides, strides)
    image = np.zeros(input_shape[1:3], dtype=np.int8)
    if padding.lower() == "same":
        image = np.pad(image, [((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2)])
    windows = np.lib.stride_tricks.sliding_window_view(image, (kh, kw))[::sh, ::sw]
    return input_shape[0], windows.shape[0], windows.shape[1], filters
