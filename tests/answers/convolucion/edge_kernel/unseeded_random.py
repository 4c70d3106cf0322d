# expected: full
# Different weights each time, but always a positive upper half and its negative mirror.
import random

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    for i in range(shape[0] // 2):
        for j in range(shape[1]):
            value = random.uniform(0.5, 2)
            kernel[i, j] = value
            kernel[-1 - i, shape[1] - 1 - j] = -value
    return kernel
