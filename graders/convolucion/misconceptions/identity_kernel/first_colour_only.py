"""Tu kernel copia un solo canal y apaga los demás. ¿Qué debe mirar cada canal de salida?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    kernel[height // 2, width // 2, 0, 0] = 1
    return kernel
