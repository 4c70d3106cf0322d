# expected: full
# The upper half with the centre row against its own mean, not symmetric.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    upper = (np.arange(shape[0]) <= shape[0] // 2).astype(float)
    upper = upper - upper.mean()
    return np.ones(shape) * upper[:, None, None, None]
