# expected: full
# The second difference along the rows: minus one, two, minus one in one column.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    kernel = np.zeros(shape, "float32")
    c = shape[0] // 2
    kernel[c - 1:c + 2, shape[1] // 2, 0, 0] = -1, 2, -1
    return kernel
