"""Todos los pesos de tu kernel tienen el mismo signo: suma lo que ve en lugar de compararlo. ¿Qué signos deben tener los pesos de arriba y los de abajo?"""

def edge_kernel(shape=(3, 3, 1, 1), dtype=None):
    height, width = shape[:2]
    kernel = np.zeros(shape, dtype=dtype)
    kernel[:] = 1 / (height * width)
    return kernel
