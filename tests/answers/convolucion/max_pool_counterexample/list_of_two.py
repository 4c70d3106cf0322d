# expected: full
# A list with the two arrays instead of a tuple.
def max_pool_counterexample():
    x = np.eye(8)
    return [x, np.roll(x, 1, axis=1)]
