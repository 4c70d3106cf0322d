# expected: full
# The widest float of NumPy.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    k = np.zeros(shape, dtype=np.longdouble)
    i, j = shape[0] // 2, shape[1] // 2
    k[i - 1:i + 2, j - 1:j + 2, 0, 0] = np.outer([1, 0, -1], [1, 2, 1]) / np.longdouble(8)
    return k
