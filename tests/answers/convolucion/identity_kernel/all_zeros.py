# expected: less
# Every weight is zero.
# diagnosis: zeros
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return np.zeros(shape, dtype)
