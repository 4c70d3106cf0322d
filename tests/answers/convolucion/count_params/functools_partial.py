# expected: full
# A functools.partial of a more general helper in the same cell.
from functools import partial


def _params(rank, kernel_size, in_channels, filters, use_bias=True):
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size,) * rank
    n = 1
    for side in kernel_size:
        n *= side
    return (n * in_channels + (1 if use_bias else 0)) * filters


count_params = partial(_params, 2)
