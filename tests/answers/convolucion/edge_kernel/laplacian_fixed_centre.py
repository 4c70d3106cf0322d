# expected: less
# A Laplacian whose centre is -8 for every size, right for 3 by 3 alone.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.ones(shape)
    kernel[shape[0] // 2, shape[1] // 2] = -8
    return kernel
