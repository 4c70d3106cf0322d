# expected: full
# Only the first and the last row have weights, so that the answer is as wide as the kernel.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape, dtype="float32")
    kernel[0] = -1
    kernel[-1] = 1
    return kernel
