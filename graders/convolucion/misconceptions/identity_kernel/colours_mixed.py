"""Tu kernel suma los colores en cada canal de salida. ¿Qué canal de entrada debe mirar cada filtro?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    kernel[height // 2, width // 2] = 1
    return kernel
