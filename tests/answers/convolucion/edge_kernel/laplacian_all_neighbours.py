# expected: full
# A Laplacian with all neighbours, which answers to vertical edges as well.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = -np.ones(shape)
    kernel[shape[0] // 2, shape[1] // 2] = shape[0] * shape[1] - 1
    return kernel
