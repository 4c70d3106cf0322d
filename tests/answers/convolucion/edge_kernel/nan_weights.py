# expected: zero
# A division of zero by zero fills the middle row with NaN.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    rows = np.arange(shape[0], dtype=float) - shape[0] // 2
    with np.errstate(invalid="ignore"):
        rows = rows / np.abs(rows)
    return rows.reshape(-1, 1, 1, 1) * np.ones(shape)
