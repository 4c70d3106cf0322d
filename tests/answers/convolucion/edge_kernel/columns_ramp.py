# expected: less
# Axes mixed up: every column holds its distance to the centre, for vertical edges.
# diagnosis: vertical
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    columns = np.arange(shape[1]) - shape[1] // 2
    return np.ones(shape) * columns[None, :, None, None]
