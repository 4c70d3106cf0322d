"""Tu cuenta supone un kernel cuadrado. ¿Qué pasa si el alto y el ancho son distintos?"""

def count_params(kernel_size, in_channels, filters, use_bias=True):
    side = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    return side * side * in_channels * filters + (filters if use_bias else 0)
