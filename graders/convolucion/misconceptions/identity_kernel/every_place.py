"""Tu kernel tiene la identidad entre canales en todos los lugares de la ventana, no en uno. ¿En cuál hace falta?"""

def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    height, width, in_channels, out_channels = shape
    kernel = np.zeros(shape, dtype=dtype)
    kernel[:] = np.eye(in_channels)
    return kernel
