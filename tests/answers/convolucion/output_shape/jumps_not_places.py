# expected: partial
# Counts the jumps of the window and not its places.
# diagnosis: one_forgotten
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    b, h, w, c = input_shape
    kh, kw = (kernel_size, kernel_size) if np.isscalar(kernel_size) else kernel_size
    sh, sw = (strides, strides) if np.isscalar(strides) else strides
    saltos = lambda lado, k, s: len(range(s, lado - k + 1, s))
    if padding.lower() == "same":
        return b, len(range(0, h, sh)), len(range(0, w, sw)), filters
    return b, saltos(h, kh, sh), saltos(w, kw, sw), filters
