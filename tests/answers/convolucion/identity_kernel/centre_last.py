# expected: less
# The one is in the last corner.
# diagnosis: opposite_corner
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    for c in range(shape[2]):
        kernel[-1, -1, c, c] = 1
    return kernel
