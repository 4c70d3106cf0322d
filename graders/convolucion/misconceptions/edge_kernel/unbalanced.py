"""Los pesos de tu kernel no se compensan, y responde también en zonas planas. ¿Cuánto deben sumar?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width = shape[:2]
    kernel = np.zeros(shape, dtype=dtype)
    kernel[: height // 2] = -1
    kernel[height // 2 + 1 :] = 2
    return kernel
