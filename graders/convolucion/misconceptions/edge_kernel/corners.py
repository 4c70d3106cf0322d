"""Tu kernel responde a las esquinas y en un borde recto se cancela. ¿Los pesos de una misma fila deben tener el mismo signo o signos opuestos?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width = shape[:2]
    kernel = np.zeros(shape, dtype=dtype)
    kernel[0, 0] = kernel[-1, -1] = 1
    kernel[0, -1] = kernel[-1, 0] = -1
    return kernel
