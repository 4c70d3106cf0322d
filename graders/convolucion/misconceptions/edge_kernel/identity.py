"""Tu kernel deja la imagen como está. ¿Con qué se debe comparar cada píxel para notar un cambio?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width = shape[:2]
    kernel = np.zeros(shape, dtype=dtype)
    kernel[height // 2, width // 2] = 1
    return kernel
