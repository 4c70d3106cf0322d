# expected: less
# Both images grow in the same order, so that their maxima coincide.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    a = np.arange(16.0).reshape(4, 4)
    return a, a**2
