"""Tu kernel cambia el orden de los colores. ¿De qué canal de entrada sale cada canal de salida?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    for channel in range(in_channels):
        kernel[height // 2, width // 2, channel, in_channels - 1 - channel] = 1
    return kernel
