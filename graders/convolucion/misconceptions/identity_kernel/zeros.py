"""Tu kernel está lleno de ceros y borra la imagen. ¿Qué peso deja pasar el píxel del centro?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    kernel[:] = 0
    return kernel
