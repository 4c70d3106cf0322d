"""Tu kernel toma el píxel de la última esquina y mueve la imagen. ¿En qué lugar está el píxel que se calcula?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    for channel in range(in_channels):
        kernel[-1, -1, channel, channel] = 1
    return kernel
