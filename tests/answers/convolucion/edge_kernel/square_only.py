# expected: partial
# Raises unless height and width are the same.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    n = shape[0]
    rows = np.arange(n) - n // 2
    return np.outer(rows, np.ones(n)).reshape(shape)
