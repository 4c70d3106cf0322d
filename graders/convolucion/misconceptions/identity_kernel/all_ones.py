"""Tu kernel suma todos los píxeles y todos los colores de la ventana. ¿Cuál es el único que debe quedar?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    kernel[:] = 1
    return kernel
