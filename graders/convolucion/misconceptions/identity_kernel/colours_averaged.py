"""Tu kernel promedia los colores. Para que nada cambie, ¿cuánto debe tomar cada canal de los otros?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    kernel[height // 2, width // 2] = 1 / in_channels
    return kernel
