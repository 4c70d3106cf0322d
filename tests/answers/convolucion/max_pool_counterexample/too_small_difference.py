# expected: less
# The two sides differ by 1 where the values are 10000.
# diagnosis: too_faint
def max_pool_counterexample():
    a = np.full((2, 2), 10000.0)
    b = np.full((2, 2), 10000.0)
    a[0, 0] += 1
    b[1, 1] += 1
    return a, b
