# expected: less
# All weights are zero: no answer anywhere.
# diagnosis: zeros
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    return np.zeros(shape, dtype=dtype)
