# expected: full
# 512 by 512 with a seed.
def max_pool_counterexample():
    rng = np.random.RandomState(3)
    return rng.randint(0, 256, (512, 512)), rng.randint(0, 256, (512, 512))
