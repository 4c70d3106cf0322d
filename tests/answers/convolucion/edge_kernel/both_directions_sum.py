# expected: full
# Horizontal plus vertical Sobel.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    sx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    both = sx + sx.T
    kernel = np.zeros(shape, dtype=np.int32)
    a, b = shape[0] // 2, shape[1] // 2
    kernel[a - 1:a + 2, b - 1:b + 2] = both[:, :, None, None]
    return kernel
