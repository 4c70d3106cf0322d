# expected: full
# The two sides differ by one per cent of the largest value.
def max_pool_counterexample():
    a = np.full((2, 2), 100.0)
    b = np.full((2, 2), 100.0)
    a[0, 0] += 2
    b[0, 1] += 2
    return a, b
