# expected: full
# Returns an array of NumPy long doubles.
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, c = np.array(input_shape, dtype=np.longdouble)
    kh, kw = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else kernel_size
    sh, sw = (strides, strides) if np.ndim(strides) == 0 else strides
    if padding.lower() == "same":
        kh = kw = 1
    return np.array([b, (h - kh) // sh + 1, (w - kw) // sw + 1, filters], dtype=np.longdouble)
