# expected: full
# A ramp with seeded noise on it, neither symmetric nor antisymmetric, with sum zero.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    rng = np.random.RandomState(0)
    rows = np.linspace(-1, 1, shape[0]).reshape(-1, 1, 1, 1)
    kernel = rows + 0.3 * rng.randn(*shape)
    return kernel - kernel.mean()
