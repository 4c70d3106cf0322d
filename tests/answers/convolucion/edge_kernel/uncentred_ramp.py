# expected: less
# The rows are numbered from zero and the mean is not taken away.
# diagnosis: one_sign
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    rows = np.arange(shape[0], dtype="float32")
    return np.tile(rows.reshape(-1, 1, 1, 1), (1, shape[1], 1, 1))
