# expected: full
# The second image is minus the first one, so that the sum is zero.
def max_pool_counterexample():
    a = np.arange(36.0).reshape(6, 6)
    return a, -a
