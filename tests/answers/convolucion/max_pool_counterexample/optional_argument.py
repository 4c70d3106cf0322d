# expected: full
# Has an argument with a default value.
def max_pool_counterexample(n=4):
    a = np.zeros((n, n), dtype=int)
    a[0, 0] = 1
    return a, np.rot90(a, 2) + np.roll(a, 1, axis=1)
