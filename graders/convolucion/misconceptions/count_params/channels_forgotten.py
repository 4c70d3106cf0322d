"""Tu cuenta trata cada filtro como si fuera plano. ¿Cuántos canales de entrada atraviesa un filtro?"""

def count_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return height * width * filters + (filters if use_bias else 0)
