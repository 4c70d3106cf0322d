"""Tu cuenta tiene un solo sesgo para toda la capa. ¿A qué se le suma cada sesgo?"""

def count_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    weights = height * width * in_channels * filters
    return weights + (1 if use_bias else 0)
