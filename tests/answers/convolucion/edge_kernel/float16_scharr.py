# expected: full
# Half precision, whatever dtype is asked for.
def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    k = np.zeros(shape, np.float16)
    i, j = shape[0] // 2, shape[1] // 2
    k[i - 1, j - 1:j + 2] = np.float16([0.1875, 0.625, 0.1875]).reshape(3, 1, 1)
    k[i + 1] = -k[i - 1]
    return k
