"""Tu cuenta usa un solo lado del kernel. Un `kernel_size` entero, ¿cuántos lugares tiene en total?"""

def count_params(kernel_size, in_channels, filters, use_bias=True):
    sides = kernel_size if isinstance(kernel_size, int) else kernel_size[0] * kernel_size[1]
    return sides * in_channels * filters + (filters if use_bias else 0)
