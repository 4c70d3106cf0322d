# expected: less
# A mean filter, which answers to flat grey.
# diagnosis: one_sign
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    return np.ones(shape) / (shape[0] * shape[1])
