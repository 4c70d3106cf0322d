# expected: partial
# Height and width are swapped in the result, which shows only where they differ.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    width, height, c, f = shape
    rows = np.sign(np.arange(height) - height // 2)
    return rows[:, None, None, None] * np.ones((height, width, c, f))
