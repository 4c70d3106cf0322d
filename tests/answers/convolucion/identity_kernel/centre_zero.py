# expected: less
# The one is in the first corner, so that the picture moves.
# diagnosis: corner
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    for c in range(shape[2]):
        kernel[0, 0, c, c] = 1
    return kernel
