# expected: full
# Sobel with its sign changed and the dtype that was asked for.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    sobel = -np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]])
    kernel = np.zeros(shape)
    top, left = (shape[0] - 3) // 2, (shape[1] - 3) // 2
    kernel[top:top + 3, left:left + 3, 0, 0] = sobel
    return kernel.astype(dtype) if dtype is not None else kernel
