# expected: partial
# Counts the bias as one more weight of each filter, also when there is none.
# diagnosis: bias_always
def count_params(kernel_size, in_channels, filters, use_bias=True):
    try:
        alto, ancho = kernel_size
    except TypeError:
        alto = ancho = kernel_size
    por_filtro = alto * ancho * in_channels + 1
    return por_filtro * filters
