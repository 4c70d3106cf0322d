# expected: partial
# Asks a real layer that always has its biases.
# diagnosis: bias_always
def count_params(kernel_size, in_channels, filters, use_bias=True):
    inp = keras.Input((None, None, in_channels))
    return keras.Model(inp, Conv2D(filters, kernel_size)(inp)).count_params()
