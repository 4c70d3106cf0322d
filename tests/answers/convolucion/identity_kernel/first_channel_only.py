# expected: less
# Only the first channel comes through.
# diagnosis: first_colour_only
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype)
    kernel[shape[0] // 2, shape[1] // 2, 0, 0] = 1
    return kernel
