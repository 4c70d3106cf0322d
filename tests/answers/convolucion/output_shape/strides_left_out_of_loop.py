# expected: partial
# A loop over the sides in which strides do not occur.
# diagnosis: strides_ignored
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    k = kernel_size if isinstance(kernel_size, tuple) else [kernel_size] * 2
    out = list(input_shape)
    out[3] = filters
    for eje in (0, 1):
        if padding.upper() == "VALID":
            out[eje + 1] = input_shape[eje + 1] - k[eje] + 1
    return out
