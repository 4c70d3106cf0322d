"""Tu kernel está lleno de ceros. ¿Qué pesos hacen falta para comparar arriba con abajo?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width = shape[:2]
    kernel = np.zeros(shape, dtype=dtype)
    kernel[:] = 0
    return kernel
