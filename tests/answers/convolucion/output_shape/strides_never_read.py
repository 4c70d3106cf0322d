# expected: partial
# Asks a real layer, but without its strides.
# diagnosis: strides_ignored
def output_shape(input_shape, filters, kernel_size, strides=1, padding="valid"):
    layer = Conv2D(filters, kernel_size, padding=padding.lower())
    return tuple(layer(np.zeros(input_shape, "float32")).shape)
