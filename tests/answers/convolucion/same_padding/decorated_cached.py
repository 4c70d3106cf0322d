# expected: full
# A decorator splits the total, and lru_cache remembers it.
from functools import lru_cache, wraps


def split(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        total = function(*args, **kwargs)
        return total // 2, (total + 1) // 2
    return wrapper


@split
@lru_cache(maxsize=32)
def same_padding(size, kernel_size, strides=1):
    return max(kernel_size - 1 - (size - 1) % strides, 0)
