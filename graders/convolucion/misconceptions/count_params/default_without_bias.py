"""Si nadie dice nada de `use_bias`, tu función lo deja fuera. ¿Qué hace la capa de Keras por defecto?"""

def count_params(kernel_size, in_channels, filters, use_bias=False):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return height * width * in_channels * filters + (filters if use_bias else 0)
