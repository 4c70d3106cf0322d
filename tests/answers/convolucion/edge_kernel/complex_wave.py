# expected: zero
# A complex wave along the rows.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    y = np.arange(shape[0]) - shape[0] // 2
    return np.exp(2j * np.pi * y / shape[0]).reshape(-1, 1, 1, 1) * np.ones(shape)
