# expected: less
# The centre is counted from one.
# diagnosis: one_place_off
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    fila, columna = (shape[0] + 1) // 2, (shape[1] + 1) // 2
    k = np.zeros(shape)
    for c in range(shape[3]):
        k[min(fila, shape[0] - 1), min(columna, shape[1] - 1), c, c] = 1
    return k
