# expected: full
# A one-sided difference: the pixel of the centre minus the one below it.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape, dtype=dtype)
    kernel[shape[0] // 2, shape[1] // 2, 0, 0] = 1
    kernel[shape[0] // 2 + 1, shape[1] // 2, 0, 0] = -1
    return kernel
