# expected: less
# The upper half has one row more than the lower, so that flat grey gets an answer.
# diagnosis: unbalanced
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.ones(shape)
    kernel[shape[0] // 2 + 1:] = -1
    return kernel
