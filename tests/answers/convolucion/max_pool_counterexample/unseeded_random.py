# expected: full
# Random without a seed, with maxima that are always in different corners.
import random

def max_pool_counterexample():
    h, w = 2 * random.randint(1, 6), 2 * random.randint(1, 6)
    a, b = np.random.rand(h, w), np.random.rand(h, w)
    a[0, 0] = 3 + random.random()
    b[1, 1] = 3 + random.random()
    return a, b
