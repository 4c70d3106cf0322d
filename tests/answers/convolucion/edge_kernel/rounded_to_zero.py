# expected: less
# Small weights are turned to int and vanish.
# diagnosis: zeros
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    rows = np.sign(np.arange(shape[0]) - shape[0] // 2)
    kernel = rows[:, None, None, None] * np.ones(shape) / (shape[0] * shape[1])
    return kernel.astype(int)
