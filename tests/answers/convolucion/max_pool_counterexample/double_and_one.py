# expected: less
# The second image is twice the first one and one more.
# diagnosis: maximum_in_one_place
def max_pool_counterexample():
    rng = np.random.default_rng(3)
    a = rng.integers(0, 255, (4, 6))
    return [a, 2 * a + 1]
