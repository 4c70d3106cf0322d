# expected: zero
# Prints the kernel and returns None.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[0], kernel[-1] = 1, -1
    print(kernel)
