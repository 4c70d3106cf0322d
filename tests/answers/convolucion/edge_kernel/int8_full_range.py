# expected: full
# Small integers, with 127 and -127 as weights.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape, dtype=np.int8)
    kernel[:shape[0] // 2] = 127
    kernel[shape[0] // 2 + 1:] = -127
    return kernel
