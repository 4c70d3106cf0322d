# expected: full
# Values of 1e30.
def max_pool_counterexample():
    a = 1e30 * np.eye(2)
    return a, np.fliplr(a)
