"""Tu cuenta suma los sesgos siempre. ¿Qué cambia cuando `use_bias` es `False`?"""

def count_params(kernel_size, in_channels, filters, use_bias=True):
    height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    weights = height * width * in_channels * filters
    return weights + filters
