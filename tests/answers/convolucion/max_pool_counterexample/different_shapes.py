# expected: less
# The two images have different shapes.
# diagnosis: different_sizes
def max_pool_counterexample():
    a = np.zeros((2, 2))
    b = np.zeros((4, 4))
    a[0, 0] = b[1, 1] = 1
    return a, b
