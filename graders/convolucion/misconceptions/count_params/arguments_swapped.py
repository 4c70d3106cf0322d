"""Tu función recibe los filtros y los canales en otro orden. ¿En qué orden los da el enunciado?"""

def count_params(kernel_size, filters, in_channels, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return height * width * in_channels * filters + (filters if use_bias else 0)
