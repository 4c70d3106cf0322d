"""Las filas de tu kernel suman cero cada una por separado, y un borde horizontal no las altera. ¿Qué filas hay que comparar entre sí?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width = shape[:2]
    kernel = np.zeros(shape, dtype=dtype)
    kernel[height // 2, width // 2] = 2
    kernel[height // 2, width // 2 - 1] = -1
    kernel[height // 2, width // 2 + 1] = -1
    return kernel
