# expected: zero
# A mask of True and False instead of weights.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape, dtype=bool)
    kernel[0] = True
    return kernel
