# expected: full
# A cache hands out the same array each time.
from functools import lru_cache


@lru_cache
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype or "float32")
    np.einsum("...ii->...i", kernel)[shape[0] // 2, shape[1] // 2] = 1
    return kernel
