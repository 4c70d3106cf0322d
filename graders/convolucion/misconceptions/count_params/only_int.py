"""Tu función no espera que `kernel_size` sea una tupla. ¿Qué hace Keras cuando recibe `(alto, ancho)`?"""
# raises: TypeError

def count_params(kernel_size, in_channels, filters, use_bias=True):
    return kernel_size ** 2 * in_channels * filters + (filters if use_bias else 0)
