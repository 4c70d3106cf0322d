# expected: full
# Draws seeded pairs until real MaxPool2D shows a difference.
def pool(x):
    return np.array(MaxPool2D(2)(np.float32(x)[None, :, :, None]))[0, :, :, 0]

def max_pool_counterexample():
    rng = np.random.default_rng(0)
    while True:
        a = rng.integers(0, 3, (2, 2))
        b = rng.integers(0, 3, (2, 2))
        if np.abs(pool(a + b) - (pool(a) + pool(b))).max() >= 1:
            return a, b
