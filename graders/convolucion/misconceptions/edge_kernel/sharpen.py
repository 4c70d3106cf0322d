"""Tu kernel realza la imagen, pero además la deja pasar. ¿Cuánto deben sumar sus pesos para que una zona plana dé cero?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width = shape[:2]
    kernel = np.zeros(shape, dtype=dtype)
    kernel[:] = -1
    kernel[height // 2, width // 2] = height * width
    return kernel
