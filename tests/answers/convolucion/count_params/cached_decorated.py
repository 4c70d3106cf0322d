# expected: full
# Wrapped in lru_cache and in a home-made decorator.
import functools


def as_pair(function):
    @functools.wraps(function)
    def wrapper(kernel_size, *args, **kwargs):
        if isinstance(kernel_size, int):
            kernel_size = (kernel_size, kernel_size)
        return function(tuple(kernel_size), *args, **kwargs)
    return wrapper


@as_pair
@functools.lru_cache(maxsize=None)
def count_params(kernel_size, in_channels, filters, use_bias=True):
    return (kernel_size[0] * kernel_size[1] * in_channels + int(use_bias)) * filters
