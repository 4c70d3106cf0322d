# expected: full
# Mean of the upper half minus mean of the lower half, the middle row left out.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width, _, _ = shape
    half = height // 2
    kernel = np.zeros(shape)
    kernel[:half] = 1 / (half * width)
    kernel[-half:] = -1 / (half * width)
    return kernel
