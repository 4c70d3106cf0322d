# expected: partial
# Knows the words in small letters, in capitals and with one capital, and no other mix of letters.


def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    if padding in ("valid", "VALID", "Valid"):
        padding = "valid"
    elif padding in ("same", "SAME", "Same"):
        padding = "same"
    else:
        raise ValueError(padding)
    layer = Conv2D(filters, kernel_size, strides=strides, padding=padding)
    return layer.compute_output_shape(input_shape)
