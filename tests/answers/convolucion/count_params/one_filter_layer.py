# expected: less
# A single filter is built, whatever is asked.
# diagnosis: filters_forgotten
def count_params(kernel_size, in_channels, filters, use_bias=True):
    capa = keras.layers.Conv2D(1, kernel_size, use_bias=use_bias)
    capa.build((None, 64, 64, in_channels))
    return capa.count_params()
