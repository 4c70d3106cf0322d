"""Escribiste el kernel para 5 por 5 y tres canales, con el centro en `[2, 2]`. ¿Cómo salen el centro y el número de canales de `shape`?"""
# raises: IndexError, ValueError

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    kernel = np.zeros(shape, dtype=dtype)
    kernel[2, 2] = np.eye(3)
    return kernel
