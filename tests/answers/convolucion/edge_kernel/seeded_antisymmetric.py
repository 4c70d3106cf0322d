# expected: full
# Random weights with a seed, upper half positive and lower half its negative mirror.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    rng = np.random.default_rng(7)
    half = rng.uniform(0.2, 1.0, size=(shape[0] // 2, *shape[1:]))
    middle = np.zeros((1, *shape[1:]))
    return np.concatenate([half, middle, -half[::-1]])
