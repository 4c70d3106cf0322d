"""Tu kernel es siempre de 3 por 3. ¿Qué tamaño pide `shape`?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    return np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]]).reshape(3, 3, 1, 1)
