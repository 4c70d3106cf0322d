# expected: less
# Every weight is one.
# diagnosis: all_ones
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return np.ones(shape, dtype)
