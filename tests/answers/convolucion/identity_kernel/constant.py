# expected: less
# Ignores its arguments; right for the default shape only (at most a third).
# diagnosis: shape_ignored
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros((5, 5, 3, 3))
    for c in range(3):
        kernel[2, 2, c, c] = 1
    return kernel
