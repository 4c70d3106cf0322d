"""Tu kernel encuentra bordes verticales. En un borde horizontal, ¿el gris cambia de columna en columna o de fila en fila?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width = shape[:2]
    kernel = np.zeros(shape, dtype=dtype)
    kernel[:, : width // 2] = -1
    kernel[:, width // 2 + 1 :] = 1
    return kernel
