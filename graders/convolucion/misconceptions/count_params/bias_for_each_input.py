"""Tu cuenta pone un sesgo por cada canal de entrada. ¿A la entrada o a la salida se suma el sesgo?"""

def count_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    weights = height * width * in_channels * filters
    return weights + (in_channels if use_bias else 0)
