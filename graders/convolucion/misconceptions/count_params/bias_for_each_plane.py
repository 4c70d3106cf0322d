"""Tu cuenta pone un sesgo por cada par de canales. Un filtro mira todos los canales de entrada y da un solo número: ¿cuántos sesgos necesita?"""

def count_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    weights = height * width * in_channels * filters
    return weights + (in_channels * filters if use_bias else 0)
