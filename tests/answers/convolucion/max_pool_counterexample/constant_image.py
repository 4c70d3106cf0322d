# expected: less
# A constant is added, which max pooling lets through.
# diagnosis: constant_images
def max_pool_counterexample():
    a = np.random.default_rng(1).uniform(size=(6, 6))
    return a, np.full((6, 6), 0.5)
