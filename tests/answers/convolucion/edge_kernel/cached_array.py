# expected: full
# Gives back the very same array each time that a size is asked for.
KERNELS = {}

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    shape = tuple(shape)
    if shape not in KERNELS:
        kernel = np.zeros(shape)
        kernel[:shape[0] // 2], kernel[shape[0] // 2 + 1:] = 1, -1
        KERNELS[shape] = kernel
    return KERNELS[shape]
