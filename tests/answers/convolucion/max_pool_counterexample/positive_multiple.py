# expected: less
# The second image is three times the first one.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    a = np.random.default_rng(0).normal(size=(8, 8))
    return a, 3 * a
