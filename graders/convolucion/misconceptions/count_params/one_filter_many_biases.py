"""Tu cuenta tiene los pesos de un solo filtro. ¿Cuántos filtros aprende la capa?"""

def count_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return height * width * in_channels + (filters if use_bias else 0)
