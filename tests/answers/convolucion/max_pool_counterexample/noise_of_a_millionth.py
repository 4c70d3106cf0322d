# expected: less
# Two flat images with a noise of a millionth on them.
# diagnosis: too_faint
def max_pool_counterexample():
    rng = np.random.default_rng(2)
    return 1 + 1e-6 * rng.normal(size=(8, 8)), 2 + 1e-6 * rng.normal(size=(8, 8))
