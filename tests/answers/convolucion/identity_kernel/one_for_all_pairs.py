# expected: partial
# Loops over both channels and writes a one for each pair.
# diagnosis: colours_mixed
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    alto, ancho, entran, salen = shape
    k = np.zeros(shape)
    for i in range(entran):
        for j in range(salen):
            k[(alto - 1) // 2][(ancho - 1) // 2][i][j] = 1.0
    return k.tolist()
