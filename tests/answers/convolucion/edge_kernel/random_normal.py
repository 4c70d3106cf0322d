# expected: less
# Seeded random weights with nothing else done to them.
# diagnosis: unbalanced
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    return np.random.default_rng(1).normal(size=shape)
