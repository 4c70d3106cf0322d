# expected: full
# A box difference a million times smaller than usual.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    signs = np.sign(np.arange(shape[0]) - shape[0] // 2)
    return 1e-6 * signs.reshape(-1, 1, 1, 1) * np.ones(shape)
