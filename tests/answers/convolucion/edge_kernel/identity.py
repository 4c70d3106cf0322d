# expected: less
# A single 1 in the centre: the picture comes out as it went in.
# diagnosis: identity
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape)
    kernel[shape[0] // 2, shape[1] // 2, 0, 0] = 1
    return kernel
