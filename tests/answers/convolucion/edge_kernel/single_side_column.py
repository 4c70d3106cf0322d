# expected: full
# The weights are all in the first column of the kernel.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[:, 0, 0, 0] = np.sign(shape[0] // 2 - np.arange(shape[0]))
    return kernel
